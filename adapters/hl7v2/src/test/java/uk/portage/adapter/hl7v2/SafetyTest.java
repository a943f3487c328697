package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
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
    private static final String OWN = "https://portage.uk/fhir/StructureDefinition/";
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

    @Test
    void express_dissent_in_either_segment_marks_the_bundle_as_not_to_be_disclosed() {
        assertThat(mayBeDisclosed(MSH, PID, "ZU8||2")).isFalse();
        assertThat(mayBeDisclosed(MSH, PID + "|".repeat(34) + "2")).isFalse();
        assertThat(mayBeDisclosed(MSH, PID + "|".repeat(34) + "1", "ZU8||1")).isTrue();
        assertThat(mayBeDisclosed(MSH, PID + "|".repeat(34) + "3", "ZU8||3")).isTrue();
    }

    private static boolean mayBeDisclosed(String... segments) {
        return Fixture.translated(segments)
                        .bundle()
                        .getMeta()
                        .getSecurity("http://terminology.hl7.org/CodeSystem/v3-ActCode", "NODSCLCD")
                == null;
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
        "A12, in-progress",
        "A13, in-progress",
        "A14, planned",
        "A15, in-progress",
        "A16, in-progress",
        "A21, onleave",
        "A22, in-progress",
        "A23, entered-in-error",
        "A25, in-progress",
        "A26, in-progress",
        "A27, cancelled",
        "A38, cancelled",
        "A52, in-progress",
        "A53, onleave",
        "A08, unknown"
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
        "A11, A01",
        "A12, A02",
        "A13, A03",
        "A25, A16",
        "A26, A15",
        "A27, A14",
        "A38, A05",
        "A52, A21",
        "A53, A22"
    })
    void a_cancellation_says_which_event_it_takes_back(String event, String cancelled) {
        Translated translated = Fixture.translated(MSH.replace("A08", event), PID, "PV1|1|I|^WARD7");

        MessageHeader header = only(translated, MessageHeader.class).get(0);
        Coding coding =
                (Coding) header.getExtensionByUrl(OWN + "cancelled-event").getValue();
        assertThat(coding.getCode()).isEqualTo(cancelled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A21", "A53", "A11", "A27", "A38", "A23"})
    void nobody_is_said_to_be_on_a_ward_who_is_on_leave_or_never_came(String event) {
        Translated translated = Fixture.translated(MSH.replace("A08", event), PID, "PV1|1|I|^WARD7");

        assertThat(only(translated, Encounter.class)
                        .get(0)
                        .getLocationFirstRep()
                        .hasStatus())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A35", "A41", "A42", "A43", "A44", "A45", "A48", "A49", "A50", "A51"})
    void a_visit_that_is_moved_or_renumbered_ends_no_record(String event) {
        Translated translated =
                Fixture.translated(MSH.replace("A08", event), PID, "MRG|X1^^^LOCAL~9990000026^^^NHS", "PV1|1|I");

        assertThat(only(translated, Patient.class)).hasSize(1);
        assertThat(patient(translated).hasLink()).isFalse();
        assertThat(patient(translated).hasActive()).isFalse();
    }

    @Test
    void other_identifiers_of_the_same_person_leave_the_current_ones_in_force() {
        Translated translated =
                Fixture.translated(MSH.replace("A08", "A47"), PID, "MRG|X1^^^LOCAL~9990000018^^^NHS~9990000026^^^NHS");

        assertThat(patient(translated).getIdentifier())
                .extracting(id -> id.getValue() + ' ' + id.getUse())
                .containsExactly("9990000018 null", "X1 OLD", "9990000026 OLD");
        assertThat(patient(translated).hasLink()).isFalse();
    }

    @Test
    void a_hidden_person_stays_hidden_in_a_message_of_an_unknown_type() {
        Translated translated = Fixture.translated(MSH.replace("A08", "Z99"), PID, "PV1|1|I", "ZU8||||1");

        assertThat(restricted(translated.bundle().getMeta())).isTrue();
        assertThat(only(translated, Encounter.class)).isEmpty();
        assertThat(translated.losses()).extracting(l -> l.path().text()).contains("PV1[1]-2[1]");
    }

    @Test
    void an_order_goes_by_its_numbers_before_it_goes_by_its_place() {
        Translated translated = Fixture.translated(
                MSH.replace("ADT^A08", "ORU^R01"),
                PID,
                "OBR|1|P1|F1|K",
                "ORC|RE|P1|F1|||||||||C9999991^Fixture",
                "OBX|1|NM|K||4.1|||||F",
                "ORC|RE|P9|F9|||||||||C9999983^Haem",
                "OBR|2|P2|F2|NA",
                "OBX|1|NM|NA||140|||||F");

        List<ServiceRequest> requests = only(translated, ServiceRequest.class);
        assertThat(requests)
                .extracting(r -> r.getIdentifierFirstRep().getValue() + ' ' + r.hasRequester())
                .containsExactly("P1 true", "P9 true", "P2 false");
    }

    @Test
    void a_wrong_result_is_an_error_and_a_corrected_one_takes_the_place_of_the_first() {
        List<Observation> before = results("98", "F");
        List<Observation> corrected = results("112", "C");
        List<Observation> wrong = results("98", "W");

        assertThat(before.get(0)
                        .getIdentifierFirstRep()
                        .equalsDeep(corrected.get(0).getIdentifierFirstRep()))
                .isTrue();
        assertThat(corrected.get(0).getStatus().toCode()).isEqualTo("corrected");
        assertThat(wrong.get(0).getStatus().toCode()).isEqualTo("entered-in-error");
    }

    private static List<Observation> results(String value, String status) {
        return only(
                Fixture.translated(
                        MSH.replace("ADT^A08", "ORU^R01"),
                        PID,
                        "OBR|1||LAB-77^LIMS|FBC",
                        "OBX|1|NM|718-7^Haemoglobin^LN||" + value + "|g/L|||||" + status),
                Observation.class);
    }

    @ParameterizedTest
    @CsvSource({
        "S12, Booked, booked",
        "S14, Pending, pending",
        "S12, '', booked",
        "S14, Cancelled, cancelled",
        "S15, Booked, cancelled",
        "S17, Booked, entered-in-error",
        "S26, Booked, noshow"
    })
    void the_event_says_how_an_appointment_stands_and_then_the_filler(String event, String filler, String status) {
        Translated translated = Fixture.translated(
                MSH.replace("ADT^A08", "SIU^" + event), "SCH|A1" + "|".repeat(24) + filler, PID, "PV1|1|O");

        assertThat(only(translated, Appointment.class).get(0).getStatus().toCode())
                .isEqualTo(status);
        assertThat(only(translated, Encounter.class).get(0).getStatus().toCode())
                .isEqualTo("unknown");
    }

    @Test
    void no_word_of_wrapped_text_is_taken_for_a_segment() {
        Translated translated = Fixture.translated(
                MSH.replace("ADT^A08", "ORU^R01"), PID, "OBR|1|||R", "OBX|1|TX|R||Not seen in", "the", "lung||||||F");

        assertThat(only(translated, Observation.class).get(0).getValue().primitiveValue())
                .contains("the");
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
