package uk.portage.gateway.proofs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of what the program consists of is whole, and the same whenever it is made. */
class BillOfMaterialsTest {

    @Test
    void every_library_that_the_program_loads_is_listed_with_the_hash_of_its_file() throws Exception {
        Set<String> listed = BillOfMaterials.read().components().stream()
                .map(BillOfMaterials.Component::sha256)
                .collect(Collectors.toSet());
        Set<String> unlisted = new TreeSet<>();
        int libraries = 0;
        for (String entry : classPath()) {
            libraries++;
            if (!listed.contains(sha256(BillOfMaterials.APP.resolve("portage").resolve(entry)))) {
                unlisted.add(entry);
            }
        }
        System.out.println("libraries " + libraries + ", listed " + (libraries - unlisted.size()));
        assertThat(libraries).isGreaterThan(100);
        assertThat(unlisted).isEmpty();
    }

    @Test
    void neither_time_nor_chance_stands_in_it() throws IOException {
        assertThat(BillOfMaterials.read().text())
                .contains("\"cdx:reproducible\"")
                .doesNotContain("\"serialNumber\"", "\"timestamp\"");
    }

    /** What portage.jar says it needs: old versions may still lie beside it. */
    private static String[] classPath() throws IOException {
        try (JarFile jar =
                new JarFile(BillOfMaterials.APP.resolve("portage/portage.jar").toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Class-Path").split(" ");
        }
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream stream = new DigestInputStream(Files.newInputStream(file), digest)) {
            stream.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
