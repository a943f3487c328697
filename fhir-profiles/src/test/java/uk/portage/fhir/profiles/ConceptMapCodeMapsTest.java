package uk.portage.fhir.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.CodeMaps.Target;

class ConceptMapCodeMapsTest {

    private static final ConceptMapCodeMaps MAPS = ConceptMapCodeMaps.standard();

    /** Systems whose codes are not in this module: their owners publish them elsewhere, or they are identifiers. */
    private static final Set<String> ELSEWHERE = Set.of(
            "http://dicom.nema.org/resources/ontology/DCM",
            "http://hl7.org/fhir/sid/cvx",
            "http://hl7.org/fhir/sid/icd-10",
            "http://hl7.org/fhir/sid/icd-9",
            "http://hl7.org/fhir/sid/icd-9-cm",
            "http://hl7.org/fhir/sid/ndc",
            "http://loinc.org",
            "https://dmd.nhs.uk",
            "http://read.info/readctv3",
            "http://read.info/readv2",
            "http://snomed.info/sct",
            "http://unitsofmeasure.org",
            "http://www.ama-assn.org/go/cpt",
            "http://www.whocc.no/atc",
            "urn:ietf:bcp:47",
            "urn:iso:std:iso:3166");

    @Test
    void index_names_every_file_of_the_folder() throws Exception {
        URL index = ConceptMapCodeMaps.class.getResource("maps/maps.index");
        try (var files = Files.list(Path.of(index.toURI()).getParent())) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".json"))
                            .map(name -> name.substring(0, name.length() - 5)))
                    .containsExactlyInAnyOrderElementsOf(MAPS.names());
        }
    }

    @Test
    void every_hl_7_target_exists_with_its_display() {
        DefaultProfileValidationSupport r4 = new DefaultProfileValidationSupport(FhirContext.forR4Cached());
        List<String> wrong = new ArrayList<>();
        for (String map : MAPS.names()) {
            MAPS.entries(map).forEach((code, target) -> {
                if (!target.system().contains("hl7.org/") || target.system().contains("hl7.org.uk")) {
                    return;
                }
                if (r4.fetchCodeSystem(target.system()) instanceof CodeSystem system
                        && system.getContent() == CodeSystemContentMode.COMPLETE) {
                    String display = display(system.getConcept(), target.code());
                    if (!target.display().equals(display)) {
                        wrong.add(map + " " + code + " -> " + target + ", not " + display);
                    }
                } else if (!ELSEWHERE.contains(target.system())) {
                    wrong.add(map + " " + code + ": unknown system " + target.system());
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void every_uk_core_target_exists_with_its_display() throws Exception {
        UkCoreDefinitions.assumePresent();
        List<CodeSystem> systems = UkCoreDefinitions.codeSystems();
        List<String> wrong = new ArrayList<>();
        for (String map : MAPS.names()) {
            MAPS.entries(map).forEach((code, target) -> {
                if (target.system().startsWith("https://fhir.hl7.org.uk/CodeSystem/")) {
                    String display = systems.stream()
                            .filter(system -> system.getUrl().equals(target.system()))
                            .findFirst()
                            .map(system -> display(system.getConcept(), target.code()))
                            .orElse(null);
                    if (!target.display().equals(display)) {
                        wrong.add(map + " " + code + " -> " + target + ", not " + display);
                    }
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void every_target_system_is_known() {
        Set<String> unknown = new TreeSet<>();
        for (String map : MAPS.names()) {
            MAPS.entries(map).values().stream()
                    .map(Target::system)
                    .filter(system -> !ELSEWHERE.contains(system))
                    .filter(system -> !system.startsWith("http://hl7.org/fhir/"))
                    .filter(system -> !system.startsWith("http://terminology.hl7.org/CodeSystem/"))
                    .filter(system -> !system.startsWith("https://fhir.hl7.org.uk/"))
                    .filter(system -> !system.startsWith("https://fhir.nhs.uk/Id/"))
                    .forEach(unknown::add);
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void codes_are_found_as_sent_and_without_case() {
        assertThat(MAPS.find("administrative-sex", "2")).map(Target::code).hasValue("female");
        assertThat(MAPS.find("administrative-sex", "f")).map(Target::code).hasValue("female");
        assertThat(MAPS.find("language", "EN")).map(Target::code).hasValue("en");
        assertThat(MAPS.find("administrative-sex", "Q")).isEmpty();
        assertThat(MAPS.find("no-such-map", "1")).isEmpty();
    }

    @Test
    void english_meanings_win_over_hl_7_letters() {
        assertThat(MAPS.find("ethnic-category", "H")).map(Target::display).hasValue("Asian or Asian British - Indian");
        assertThat(MAPS.find("marital-status", "P")).map(Target::display).hasValue("Separated");
    }

    @Test
    void the_same_digit_in_an_emergency_attendance_is_not_a_death() {
        assertThat(MAPS.find("discharge-method", "4")).map(Target::display).hasValue("Patient died");
        assertThat(MAPS.find("attendance-disposal", "4")).isEmpty();
    }

    @Test
    void a_target_that_says_less_is_coarser() {
        assertThat(MAPS.find("ethnic-category", "CA")).hasValueSatisfying(target -> {
            assertThat(target.code()).isEqualTo("C");
            assertThat(target.coarser()).isTrue();
        });
        assertThat(MAPS.find("ethnic-category", "C").orElseThrow().coarser()).isFalse();
    }

    private static String display(List<ConceptDefinitionComponent> concepts, String code) {
        for (ConceptDefinitionComponent concept : concepts) {
            if (concept.getCode().equals(code)) {
                return concept.hasDisplay() ? concept.getDisplay() : "";
            }
            String below = display(concept.getConcept(), code);
            if (below != null) {
                return below;
            }
        }
        return null;
    }
}
