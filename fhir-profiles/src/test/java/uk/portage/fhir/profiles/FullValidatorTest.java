package uk.portage.fhir.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.http.ManagedWebAccess;
import org.hl7.fhir.utilities.http.ManagedWebAccess.WebAccessPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.fhir.profiles.Defect.Forbidden;

/** The full validator, and that the fast check agrees with it. */
class FullValidatorTest {

    private static final class Base {
        static final FullValidator VALIDATOR = FullValidator.base();
    }

    private static final class UkCoreLoaded {
        static final FullValidator VALIDATOR =
                FullValidator.with(UkCoreDefinitions.folder().resolve("profiles"));
    }

    @Test
    void a_sound_bundle_has_no_error_in_base_r4() {
        assertThat(errors(Base.VALIDATOR, new SoundBundle().bundle)).isEmpty();
    }

    @Test
    void every_seeded_defect_of_base_r4_is_caught_by_both() {
        assertThat(missed(Base.VALIDATOR, Forbidden.BASE)).isEmpty();
    }

    @Test
    void a_sound_bundle_has_no_error_in_uk_core() {
        UkCoreDefinitions.assumePresent();
        assertThat(errors(UkCoreLoaded.VALIDATOR, new SoundBundle().bundle)).isEmpty();
    }

    @Test
    void a_binding_that_only_prefers_is_no_error_and_a_code_that_does_not_exist_is_one() {
        UkCoreDefinitions.assumePresent();
        SoundBundle sound = new SoundBundle();
        sound.patient.getCommunicationFirstRep().setLanguage(SoundBundle.concept(CodeSystems.LANGUAGE, "gu", null));
        assertThat(errors(UkCoreLoaded.VALIDATOR, sound.bundle)).isEmpty();
        sound.patient.getCommunicationFirstRep().setLanguage(SoundBundle.concept(CodeSystems.LANGUAGE, "zz9", null));
        assertThat(errors(UkCoreLoaded.VALIDATOR, sound.bundle)).isNotEmpty();
        SoundBundle other = new SoundBundle();
        other.patient
                .getExtensionByUrl(UkCore.ETHNIC_CATEGORY)
                .setValue(SoundBundle.concept(CodeSystems.ETHNIC_CATEGORY, "QQ", null));
        assertThat(errors(UkCoreLoaded.VALIDATOR, other.bundle)).isNotEmpty();
    }

    @Test
    void every_seeded_defect_of_uk_core_is_caught_by_both() {
        UkCoreDefinitions.assumePresent();
        assertThat(missed(UkCoreLoaded.VALIDATOR, Forbidden.UK_CORE)).isEmpty();
    }

    /** Published examples say much more than our own bundle: what they may do, the fast check must allow. */
    @Test
    void the_fast_check_finds_no_fault_with_the_published_examples() throws Exception {
        UkCoreDefinitions.assumePresent();
        List<String> wrong = new ArrayList<>();
        int examples = 0;
        try (Stream<Path> files = Files.list(UkCoreDefinitions.folder().resolve("examples"))) {
            for (Path file : files.sorted().toList()) {
                Bundle bundle = bundle(file);
                examples++;
                BundleCheck.standard().check(bundle).stream()
                        .filter(problem -> !problem.rule().equals("reference-resolves"))
                        .forEach(problem -> wrong.add(file.getFileName() + ": " + problem));
            }
        }
        assertThat(examples).isGreaterThan(90);
        assertThat(wrong).isEmpty();
    }

    @Test
    void definitions_are_read_from_files_and_packages(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("README.md"), "not a definition");
        Files.writeString(folder.resolve("package.json"), "{\"name\": \"not a definition\"}");
        Files.writeString(folder.resolve("born.json"), "\uFEFF" + profile("born", "Patient.birthDate"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("site.tgz")))) {
            writeTar(out, "package/package.json", "{\"name\": \"site.profiles\", \"version\": \"1.0.0\"}");
            writeTar(out, "package/named.json", profile("named", "Patient.name"));
            out.write(new byte[1024]);
        }
        FullValidator validator = FullValidator.with(folder);
        SoundBundle sound = new SoundBundle();
        sound.patient.setMeta(new Meta()
                .addProfile("https://example.org/StructureDefinition/born")
                .addProfile("https://example.org/StructureDefinition/named"));
        assertThat(errors(validator, sound.bundle)).isEmpty();
        sound.patient.setBirthDate(null);
        assertThat(validator.errors(sound.bundle)).hasSize(1);
        sound.patient.setName(List.of());
        assertThat(validator.errors(sound.bundle)).hasSize(2);
    }

    @Test
    void a_broken_definition_is_named(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("broken.json"), "{\"resourceType\": \"ValueSet\", ");
        assertThatThrownBy(() -> FullValidator.with(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broken.json");
    }

    @Test
    void the_network_is_out_of_reach() {
        assertThat(Base.VALIDATOR).isNotNull();
        assertThat(ManagedWebAccess.getAccessPolicy()).isEqualTo(WebAccessPolicy.PROHIBITED);
    }

    @Test
    void issues_do_not_quote_the_record() {
        SoundBundle sound = new SoundBundle();
        sound.patient.addIdentifier().setSystem("secret system").setValue("secret value");
        assertThat(Base.VALIDATOR.errors(sound.bundle))
                .isNotEmpty()
                .noneMatch(issue -> issue.toString().contains("secret"))
                .noneMatch(issue ->
                        issue.path().contains(sound.patient.getIdElement().getIdPart()));
    }

    private static String profile(String name, String required) {
        return """
                {"resourceType": "StructureDefinition", "id": "%1$s", "name": "%1$s", "status": "active",
                "url": "https://example.org/StructureDefinition/%1$s", "fhirVersion": "4.0.1", "kind": "resource",
                "abstract": false, "type": "Patient", "derivation": "constraint",
                "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
                "differential": {"element": [{"id": "Patient", "path": "Patient"},
                {"id": "%2$s", "path": "%2$s", "min": 1}]}}
                """.formatted(name, required);
    }

    /** One file of a tar archive: a header of 512 bytes, then the content in blocks of 512. */
    private static void writeTar(OutputStream out, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        ByteBuffer header = ByteBuffer.allocate(512);
        header.put(name.getBytes(StandardCharsets.US_ASCII));
        String fields = String.format("%07o\0%07o\0%07o\0%011o\0%011o\0", 0644, 0, 0, bytes.length, 0);
        header.position(100);
        header.put(fields.getBytes(StandardCharsets.US_ASCII)).put("        0".getBytes(StandardCharsets.US_ASCII));
        header.position(257);
        header.put("ustar\00000".getBytes(StandardCharsets.US_ASCII));
        int sum = 0;
        for (byte b : header.array()) {
            sum += b & 0xFF;
        }
        header.position(148);
        header.put(String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII));
        out.write(header.array());
        out.write(Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512));
    }

    private static List<String> missed(FullValidator validator, Forbidden forbidden) {
        List<String> missed = new ArrayList<>();
        Defect.ALL.stream().filter(defect -> defect.forbidden() == forbidden).forEach(defect -> {
            SoundBundle sound = new SoundBundle();
            defect.seed().accept(sound);
            if (BundleCheck.standard().check(sound.bundle).isEmpty()) {
                missed.add("fast: " + defect);
            }
            if (validator.errors(sound.bundle).isEmpty()) {
                missed.add("full: " + defect);
            }
        });
        return missed;
    }

    private static List<String> errors(FullValidator validator, Bundle bundle) {
        return validator.errorsQuotingTheRecord(bundle);
    }

    /** The example, claiming the profile of its type, in a bundle of its own. */
    private static Bundle bundle(Path file) throws Exception {
        String xml = Files.readString(file).replace("\uFEFF", "");
        Resource resource = (Resource) FhirContext.forR4Cached().newXmlParser().parseResource(xml);
        if (resource instanceof Bundle bundle) {
            Set<String> relative = bundle.getEntry().stream()
                    .map(Bundle.BundleEntryComponent::getFullUrl)
                    .filter(url -> url != null && !Invariant.isAbsolute(url))
                    .collect(Collectors.toSet());
            return relative.isEmpty() ? bundle : new Bundle().setType(BundleType.COLLECTION);
        }
        if (resource instanceof DomainResource && !resource.hasMeta()) {
            resource.setMeta(new Meta().addProfile(UkCore.profile(resource.fhirType())));
        }
        resource.setId(resource.getIdElement().getIdPart());
        Bundle bundle = new Bundle().setType(BundleType.COLLECTION);
        bundle.addEntry()
                .setFullUrl("https://example.org/" + resource.fhirType() + "/" + resource.getIdPart())
                .setResource(resource);
        return bundle;
    }
}
