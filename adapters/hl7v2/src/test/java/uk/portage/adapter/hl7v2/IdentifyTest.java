package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.Envelope;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.PersonIdentifier;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Workflow;

class IdentifyTest {

    private static final String MSH = "MSH|^~\\&|PAS|RZ9|GW|LA9|202607011030||ADT^A01|MSG-1|P|2.4";

    @Test
    void an_envelope_says_who_speaks_to_whom_and_why() {
        Envelope envelope = envelope(MSH, "EVN||202607011029|||||", "PID|1||9990000018^^^NHS~X1^^^LOCAL");

        assertThat(envelope.messageType()).isEqualTo("ADT^A01");
        assertThat(envelope.workflow()).isEqualTo(Workflow.ADMISSION_NOTICE);
        assertThat(envelope.businessId()).isEqualTo("MSG-1");
        assertThat(envelope.sendingApplication()).isEqualTo("PAS");
        assertThat(envelope.sendingFacility()).isEqualTo("RZ9");
        assertThat(envelope.receivingFacility()).isEqualTo("LA9");
        assertThat(envelope.eventTime()).contains(Instant.parse("2026-07-01T09:29:00Z"));
        assertThat(envelope.testRecord()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ADT^A01, ADMISSION_NOTICE",
        "ADT^A02, TRANSFER_NOTICE",
        "ADT^A03, DISCHARGE_NOTICE",
        "ADT^A04, ATTENDANCE_NOTICE",
        "ADT^A05, ADMISSION_NOTICE",
        "ADT^A08, DEMOGRAPHICS_UPDATE",
        "ADT^A11, CANCELLATION_NOTICE",
        "ADT^A13, CANCELLATION_NOTICE",
        "ADT^A28, DEMOGRAPHICS_UPDATE",
        "ADT^A31^ADT_A05, DEMOGRAPHICS_UPDATE",
        "ORU^R01, TEST_RESULT",
        "adt^a01, ADMISSION_NOTICE"
    })
    void each_message_type_has_its_workflow(String type, Workflow workflow) {
        assertThat(envelope(MSH.replace("ADT^A01", type), "PID|1||X1").workflow())
                .isEqualTo(workflow);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9990000018^^^NHS",
                "9990000018^^^NHSNBR^NHSNMBR",
                "9990000018^^^NHS^NH~mrn^^^R0A^MR",
                "x^^^108^PI~9990000018^^^NHS^NH",
                "999 000 0018^^^NHS",
                "999-000-0018^^^nhs",
                "9990000018^^^&2.16.840.1.113883.2.1.4.1&ISO",
                "mrn^^^R0A^MR~9990000018^^^^NH"
            })
    void the_nhs_number_is_found_however_it_is_named(String pid3) {
        assertThat(envelope(MSH, "PID|1||" + pid3).person())
                .contains(new PersonIdentifier(PersonIdentifier.Kind.NHS_NUMBER, "", "9990000018"));
    }

    @Test
    void without_an_nhs_number_the_first_local_id_names_the_person() {
        assertThat(envelope(MSH, "PID|1||~\"\"^^^NHS~X 77^^^108^PI~Y2^^^109").person())
                .contains(new PersonIdentifier(PersonIdentifier.Kind.LOCAL, "108", "X77"));
        assertThat(envelope(MSH, "PID|1||").person()).isEmpty();
    }

    @Test
    void other_identifiers_of_the_person_are_told_and_in_a_merge_those_of_the_record_that_ends() {
        String pid = "PID|1|OLD1|9990000018^^^NHS~R1^^^LOCAL~R1^^^LOCAL";
        Envelope admission = envelope(MSH, pid);
        assertThat(admission.otherIdentifiers()).containsExactly(local("LOCAL", "R1"), local("", "OLD1"));
        assertThat(admission.changesIdentity()).isFalse();
        assertThat(envelope(MSH.replace("ADT^A01", "ADT^A31"), pid).changesIdentity())
                .isTrue();

        Envelope merge = envelope(
                MSH.replace("ADT^A01", "ADT^A40"),
                "PID|1||9990000018^^^NHS~R1^^^LOCAL",
                "MRG|R2^^^LOCAL~9990000050^^^NHS|A2||P2",
                "PID|2||9990000026^^^NHS",
                "MRG|R3^^^LOCAL");
        assertThat(merge.changesIdentity()).isTrue();
        assertThat(merge.otherIdentifiers())
                .containsExactly(
                        local("LOCAL", "R1"),
                        local("LOCAL", "R2"),
                        new PersonIdentifier(PersonIdentifier.Kind.NHS_NUMBER, "", "9990000050"),
                        local("", "A2"),
                        local("", "P2"),
                        new PersonIdentifier(PersonIdentifier.Kind.NHS_NUMBER, "", "9990000026"),
                        local("LOCAL", "R3"));
    }

    private static PersonIdentifier local(String authority, String value) {
        return new PersonIdentifier(PersonIdentifier.Kind.LOCAL, authority, value);
    }

    @Test
    void the_event_time_is_when_it_occurred_else_when_recorded_else_when_sent() {
        assertThat(envelope(MSH, "EVN||202607011029||||202607010900", "PID|1||1")
                        .eventTime())
                .contains(Instant.parse("2026-07-01T08:00:00Z"));
        assertThat(envelope(MSH, "EVN||202607011029||||20260701", "PID|1||1").eventTime())
                .contains(Instant.parse("2026-07-01T09:29:00Z"));
        assertThat(envelope(MSH, "PID|1||1").eventTime()).contains(Instant.parse("2026-07-01T09:30:00Z"));
        assertThat(envelope(MSH.replace("202607011030", "20260701103000+0300"), "PID|1||1")
                        .eventTime())
                .contains(Instant.parse("2026-07-01T07:30:00Z"));
        assertThat(envelope(MSH.replace("202607011030", "20260701"), "PID|1||1").eventTime())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"T", "D", "T^T"})
    void training_and_debugging_messages_are_test_records(String processingId) {
        assertThat(envelope(MSH.replace("|P|", "|" + processingId + "|"), "PID|1||1")
                        .testRecord())
                .isTrue();
    }

    @Test
    void what_cannot_be_accepted_says_why_and_where() {
        assertRefused("hello", FailureCode.UNREADABLE, "MSH[1]");
        assertRefused("", FailureCode.UNREADABLE, "MSH[1]");
        assertRefused("MSH|", FailureCode.UNREADABLE, "MSH[1]-2");
        assertRefused("MSH||PAS", FailureCode.UNREADABLE, "MSH[1]-2");
        assertRefused("MSH|^^~\\&|PAS|\rPID|", FailureCode.UNREADABLE, "MSH[1]-2");
        assertRefused(MSH + "\rPID|1\r" + MSH, FailureCode.UNREADABLE, "MSH[2]");
        assertRefused("FHS|^~\\&|PAS\r" + MSH, FailureCode.UNREADABLE, "MSH[1]");
        assertRefused(MSH.replace("ADT^A01", ""), FailureCode.MISSING_REQUIRED, "MSH[1]-9");
        assertRefused(MSH.replace("ADT^A01", "ACK^A01") + "\rMSA|AA|1", FailureCode.UNSUPPORTED_TYPE, "MSH[1]-9");
        assertRefused(MSH.replace("ADT^A01", "MCF") + "\rMSA|AA|1", FailureCode.UNSUPPORTED_TYPE, "MSH[1]-9");
        assertRefused(MSH.replace("MSG-1", "") + "\rPID|1", FailureCode.MISSING_REQUIRED, "MSH[1]-10");
        assertRefused(MSH.replace("MSG-1", "\"\"") + "\rPID|1", FailureCode.MISSING_REQUIRED, "MSH[1]-10");
        assertRefused(MSH, FailureCode.MISSING_REQUIRED, "PID[1]");
        assertRefused(MSH.replace("A01", "A40") + "\rPID|1", FailureCode.MISSING_REQUIRED, "MRG[1]");
    }

    @ParameterizedTest
    @CsvSource({
        "QBP^Q22^QBP_Q21, QBP^Q22",
        "ADT^A17, ADT^A17",
        "MFN^Z99, MFN",
        "ZZZ^A01, OTHER",
        "Morwenna^Testwick, OTHER",
        "ADT^, ADT"
    })
    void a_type_without_a_mapping_is_accepted_and_says_so_in_words_of_HL7_alone(String type, String name) {
        Identification identification =
                Fixture.ADAPTER.format().identify(Fixture.document(MSH.replace("ADT^A01", type), "PID|1||1"));

        Identification.Identified identified = (Identification.Identified) identification;
        assertThat(identified.envelope().messageType()).isEqualTo(name);
        assertThat(identified.envelope().workflow()).isEqualTo(Workflow.UNKNOWN);
        assertThat(identified.unmapped()).containsExactly(new SourcePath("MSH[1]-9"));
    }

    @Test
    void a_type_spelt_with_a_letter_outside_ASCII_is_not_taken_for_one_of_HL7() {
        assertThat(envelope(MSH.replace("ADT^A01", "\u017FIU^S12"), "PID|1||X1").messageType())
                .doesNotContain("SIU");
    }

    @Test
    void without_an_event_in_MSH_the_recorded_event_holds_as_in_HL7_v2_1() {
        String old = "MSH|^~\\&|PAS|RZ9|GW|LA9|198907011030||ADT|MSG-1|P|2.1";

        assertThat(envelope(old, "EVN|A03|198907011030", "PID|1||1").messageType())
                .isEqualTo("ADT^A03");
        assertThat(envelope(old.replace("|ADT|", "|ORU|"), "PID|1||1").messageType())
                .isEqualTo("ORU^R01");
    }

    @Test
    void a_discharge_summary_is_one_also_as_a_document() {
        String document = MSH.replace("ADT^A01", "MDM^T02");

        assertThat(envelope(document, "PID|1||1", "TXA|1|DS").workflow()).isEqualTo(Workflow.DISCHARGE_SUMMARY);
        assertThat(envelope(document, "PID|1||1", "TXA|1|OP").workflow()).isEqualTo(Workflow.DOCUMENT);
    }

    @Test
    void an_appointment_may_name_nobody() {
        assertThat(envelope(MSH.replace("ADT^A01", "SIU^S12"), "SCH|1").person())
                .isEmpty();
    }

    @Test
    void merges_whose_survivors_are_in_doubt_are_refused() {
        String merge = MSH.replace("A01", "A40") + "\r";
        assertRefused(merge + "PID|1||1\rMRG|2\rMRG|3\rPID|2||4", FailureCode.INVALID_VALUE, "MRG[2]");
        assertRefused(merge + "PID|1||1\rPID|2||2\rMRG|3\rMRG|4", FailureCode.INVALID_VALUE, "PID[2]");
        assertRefused(merge + "PID|1||1\rMRG|2\rPID|2||4", FailureCode.MISSING_REQUIRED, "MRG[2]");
        String moved = MSH.replace("A01", "A45") + "\r";
        assertRefused(moved + "PID|1||1\rMRG|2\rPID|2||4\rMRG|5", FailureCode.INVALID_VALUE, "PID[2]");
        String linked = MSH.replace("A01", "A24") + "\r";
        assertRefused(linked + "PID|1||1", FailureCode.MISSING_REQUIRED, "PID[2]");
        assertRefused(linked + "PID|1||1\rPID|2||2\rPID|3||3", FailureCode.INVALID_VALUE, "PID[3]");
        assertRefused(MSH.replace("ADT^A01", "RSP^K22") + "\rPID|1||1\rPID|2||2", FailureCode.INVALID_VALUE, "PID[2]");
    }

    @Test
    void people_who_swap_beds_or_are_unlinked_are_refused_where_the_second_one_begins() {
        for (String event : new String[] {"A17", "A37"}) {
            String message = MSH.replace("A01", event) + "\rEVN||202607011029\rPID|1||9990000018^^^NHS\rPV1|1|I\r";
            assertRefused(message + "PID|2||9990000026^^^NHS\rPV1|1|I", FailureCode.INVALID_VALUE, "PID[2]");
            assertRefused(message + "PID|2||9990000018^^^NHS\rPV1|1|I", FailureCode.INVALID_VALUE, "PID[2]");
            assertThat(envelope(message.split("\r")).messageType()).isEqualTo("ADT^" + event);
        }
    }

    @Test
    void a_bed_whose_status_changed_is_nobodys_record_and_accepted() {
        Envelope envelope = envelope(MSH.replace("A01", "A20"), "EVN||202607011029", "NPU|^WARD7^BED 2^RZ955|K");

        assertThat(envelope.messageType()).isEqualTo("ADT^A20");
        assertThat(envelope.person()).isEmpty();
    }

    @Test
    void two_people_in_one_result_message_are_refused_before_their_results_can_mix() {
        assertRefused(
                MSH.replace("ADT^A01", "ORU^R01") + "\rPID|1||1\rOBR|1\rPID|2||2\rOBR|1",
                FailureCode.INVALID_VALUE,
                "PID[2]");
    }

    private static void assertRefused(String message, FailureCode code, String where) {
        SourceDocument document = SourceDocument.of(message.getBytes(StandardCharsets.UTF_8));
        Identification identification = Fixture.ADAPTER.format().identify(document);
        assertThat(identification).isInstanceOf(Identification.Refused.class);
        Identification.Refused refused = (Identification.Refused) identification;
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.where()).extracting(Object::toString).containsExactly(where);
    }

    private static Envelope envelope(String... segments) {
        Identification identification = Fixture.ADAPTER.format().identify(Fixture.document(segments));
        assertThat(identification).isInstanceOf(Identification.Identified.class);
        return ((Identification.Identified) identification).envelope();
    }
}
