package uk.portage.fhir.profiles;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.utilities.npm.NpmPackage;

/** Profiles, value sets and code systems in a folder, as publishers hand them out. Anything else in it is passed over. */
final class DefinitionFolder {

    private static final Pattern WANTED = Pattern.compile("<(?:StructureDefinition|ValueSet|CodeSystem)[\\s>]"
            + "|\"resourceType\"\\s*:\\s*\"(?:StructureDefinition|ValueSet|CodeSystem)\"");

    private final IParser json;
    private final IParser xml;
    private final PrePopulatedValidationSupport definitions;
    private int found;

    private DefinitionFolder(FhirContext context) {
        this.json = context.newJsonParser();
        this.xml = context.newXmlParser();
        this.definitions = new PrePopulatedValidationSupport(context);
    }

    static PrePopulatedValidationSupport read(Path folder) {
        DefinitionFolder reader = new DefinitionFolder(FhirContext.forR4Cached());
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
            for (Path file : sorted) {
                reader.file(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the folder of definitions", e);
        }
        if (reader.found == 0) {
            throw new IllegalArgumentException(folder + " holds no FHIR R4 definition (.json, .xml or .tgz)");
        }
        return reader.definitions;
    }

    private void file(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".tgz")) {
            try (InputStream in = Files.newInputStream(file)) {
                archive(NpmPackage.fromPackage(in), name);
            }
        } else if (name.endsWith(".json") || name.endsWith(".xml")) {
            resource(name, Files.readString(file));
        }
    }

    private void archive(NpmPackage archive, String name) throws IOException {
        for (String entry : archive.list("package")) {
            if (entry.endsWith(".json")) {
                try (InputStream in = archive.load("package", entry)) {
                    resource(name + "!" + entry, new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
    }

    private void resource(String name, String text) {
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (!WANTED.matcher(content.substring(0, Math.min(content.length(), 4096)))
                .find()) {
            return;
        }
        try {
            IBaseResource resource = (content.stripLeading().startsWith("<") ? xml : json).parseResource(content);
            if (!(resource instanceof StructureDefinition definition)
                    || definition.getFhirVersionElement().getValueAsString() == null
                    || definition.getFhirVersionElement().getValueAsString().startsWith("4.0")) {
                definitions.addResource(resource);
                found++;
            }
        } catch (DataFormatException e) {
            throw new IllegalArgumentException(name + " is not a FHIR R4 definition", e);
        }
    }
}
