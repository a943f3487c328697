package uk.portage.gateway.proofs.packaging;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The list of what the program consists of, as the build of gateway/app writes it. */
record BillOfMaterials(String text, List<Component> components) {

    static final Path APP =
            Path.of("").toAbsolutePath().getParent().resolve("app").resolve("target");

    /** One part: its coordinates, and the hash of its file if the build had the file. */
    record Component(String name, String version, String sha256) {}

    /**
     * Reads it, or skips the test if there is none of this program: gateway/app has to have been verified, as in
     * ./portage test, and Maven makes no list while it is offline.
     */
    static BillOfMaterials read() throws IOException {
        Path file = APP.resolve("bill-of-materials/portage.cdx.json");
        assumeThat(file).as("the list is there once gateway/app was verified").exists();
        assumeThat(Files.getLastModifiedTime(file))
                .as("the list is as new as the program")
                .isGreaterThanOrEqualTo(Files.getLastModifiedTime(APP.resolve("portage/portage.jar")));
        String text = Files.readString(file);
        List<Component> components = new ArrayList<>();
        for (JsonNode component : new ObjectMapper().readTree(text).path("components")) {
            String sha256 = "";
            for (JsonNode hash : component.path("hashes")) {
                if (hash.path("alg").asText().equals("SHA-256")) {
                    sha256 = hash.path("content").asText();
                }
            }
            components.add(new Component(
                    component.path("group").asText() + ":"
                            + component.path("name").asText(),
                    component.path("version").asText(),
                    sha256));
        }
        return new BillOfMaterials(text, components);
    }
}
