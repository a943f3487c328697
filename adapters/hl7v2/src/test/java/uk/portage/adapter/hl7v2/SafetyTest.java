package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation.Translated;

/** What a person may come to harm by if it is read wrongly. */
class SafetyTest {

    private static final String MSH = "MSH|^~\\&|PAS|RZ9|GW|LA9|202607011030||ADT^A08|MSG-1|P|2.4";
    private static final String PID = "PID|1||9990000018^^^NHS||TESTWICK^MORWENNA";
    private static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "Y", "nobody knows"})
    void location_hiding_restricts_bundle_and_person_whatever_code_it_comes_in(String code) {
        Translated translated = Fixture.translated(MSH, PID, "ZU8||||" + code);

        assertThat(restricted(translated.bundle().getMeta())).isTrue();
        assertThat(restricted(patient(translated).getMeta())).isTrue();
        assertThat(translated.findings()).extracting(Finding::kind).contains(Finding.Kind.SENSITIVE_RECORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZU8||||0", "ZU8||||", "ZU8||||\"\""})
    void no_location_hiding_restricts_nothing(String zu8) {
        assertThat(restricted(Fixture.translated(MSH, PID, zu8).bundle().getMeta()))
                .isFalse();
    }

    @Test
    void an_access_restriction_restricts_unless_it_is_deleted() {
        assertThat(restricted(
                        Fixture.translated(MSH, PID, "ARV|1|A|LOC").bundle().getMeta()))
                .isTrue();
        assertThat(restricted(
                        Fixture.translated(MSH, PID, "ARV|1|D|LOC").bundle().getMeta()))
                .isFalse();
    }

    @Test
    void express_dissent_is_a_consent_that_denies() {
        Translated translated = Fixture.translated(MSH, PID, "ZU8||2");

        Consent consent = only(translated, Consent.class).get(0);
        assertThat(consent.getProvision().getType().toCode()).isEqualTo("deny");
    }

    @ParameterizedTest
    @CsvSource({"1, male", "2, female", "9, other", "0, unknown", "M, male", "F, female", "Q, unknown"})
    void sex_is_read_in_the_numbers_of_the_nhs_too(String code, String gender) {
        assertThat(patient(Fixture.translated(MSH, PID + "|||" + code))
                        .getGender()
                        .toCode())
                .isEqualTo(gender);
    }

    @Test
    void a_death_time_that_is_denied_is_no_death() {
        Patient patient = patient(Fixture.translated(MSH, PID + "|".repeat(24) + "202606301200|N"));

        assertThat(patient.getDeceased()).isInstanceOf(BooleanType.class);
        assertThat(patient.getDeceasedBooleanType().booleanValue()).isFalse();
    }

    @Test
    void an_explicit_null_is_a_removal_and_never_a_value() {
        Patient patient = patient(Fixture.translated(MSH, "PID|1||9990000018^^^NHS||TESTWICK^\"\"||\"\""));

        assertThat(patient.getNameFirstRep().getGiven()).isEmpty();
        assertThat(patient.hasBirthDate()).isFalse();
        assertThat(patient.getExtensionsByUrl("https://portage.uk/fhir/StructureDefinition/removed-element"))
                .extracting(e -> e.getValue().primitiveValue())
                .containsExactly("PID-5.2", "PID-7");
    }

    @ParameterizedTest
    @CsvSource({
        "A01, in-progress",
        "A02, in-progress",
        "A03, finished",
        "A05, planned",
        "A11, cancelled",
        "A13, in-progress"
    })
    void the_event_says_how_a_visit_stands(String event, String status) {
        Translated translated = Fixture.translated(MSH.replace("A08", event), PID, "PV1|1|I|^WARD7");

        assertThat(only(translated, Encounter.class).get(0).getStatus().toCode())
                .isEqualTo(status);
    }

    @Test
    void a_merge_links_both_records_and_ends_the_prior_one() {
        Translated translated = Fixture.translated(MSH.replace("A08", "A40"), PID, "MRG|X1^^^LOCAL~9990000026^^^NHS");

        List<Patient> patients = only(translated, Patient.class);
        assertThat(patients.get(0).getLinkFirstRep().getType()).isEqualTo(LinkType.REPLACES);
        assertThat(patients.get(1).getLinkFirstRep().getType()).isEqualTo(LinkType.REPLACEDBY);
        assertThat(patients.get(1).getActive()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "9990000018^^^NHS, NSTS01, true",
        "9990000018^^^NHS, NSTS02, false",
        "9990000018^^^NHS, '', false",
        "9990000019^^^NHS, NSTS01, false",
        "9990000018^^^NHS~9990000026^^^NHS, NSTS01, false",
        "X1^^^LOCAL, NSTS01, false"
    })
    void the_right_person_has_one_nhs_number_well_formed_and_verified(String ids, String status, boolean right) {
        assertThat(Fixture.translated(MSH, "PID|1||" + ids + "|".repeat(29) + status)
                        .rightPerson())
                .isEqualTo(right);
    }

    @Test
    void a_storm_of_repetitions_is_read_in_linear_time() {
        byte[] storm = (MSH + "\rPID|1||" + "~".repeat(100_000) + "9990000018^^^NHS||" + "^".repeat(100_000)
                        + "\rPV1|1|" + "&".repeat(100_000))
                .getBytes(StandardCharsets.US_ASCII);
        SourceDocument document = SourceDocument.of(storm);
        for (int i = 0; i < 20; i++) {
            Fixture.translate(document);
        }
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long before = System.nanoTime();
            Fixture.translate(document);
            best = Math.min(best, System.nanoTime() - before);
        }
        assertThat(best).isLessThan(50_000_000L);
    }

    private static boolean restricted(Meta meta) {
        return meta.getSecurity(CONFIDENTIALITY, "R") != null;
    }

    private static Patient patient(Translated translated) {
        return only(translated, Patient.class).get(0);
    }

    private static <R extends Resource> List<R> only(Translated translated, Class<R> type) {
        return translated.bundle().getEntry().stream()
                .map(e -> e.getResource())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
