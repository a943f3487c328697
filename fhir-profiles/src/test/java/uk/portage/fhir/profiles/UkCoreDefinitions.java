package uk.portage.fhir.profiles;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem;
import org.junit.jupiter.api.Assumptions;

/** UK Core as an operator would have it: a folder outside the project, perhaps absent. */
final class UkCoreDefinitions {

    private UkCoreDefinitions() {}

    /** The folder named by {@code portage.ukcore}, or {@code shared/ukcore} beside a folder above this module. */
    static Path folder() {
        String property = System.getProperty("portage.ukcore");
        if (property != null) {
            return Path.of(property);
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path folder = up.resolve("shared").resolve("ukcore");
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        return Path.of("shared", "ukcore");
    }

    static void assumePresent() {
        boolean present = Files.isDirectory(folder());
        if (!present) {
            System.out.println("Skipped: no UK Core definitions; name their folder with -Dportage.ukcore");
        }
        Assumptions.assumeTrue(present, "no UK Core definitions");
    }

    static List<CodeSystem> codeSystems() throws IOException {
        IParser xml = FhirContext.forR4Cached().newXmlParser();
        List<CodeSystem> systems = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder().resolve("profiles/codesystems"))) {
            for (Path file : files.sorted().toList()) {
                String text = Files.readString(file).replace("\uFEFF", "");
                systems.add(xml.parseResource(CodeSystem.class, text));
            }
        }
        return systems;
    }
}
