package uk.portage.gateway.mailbox.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.transfer.TransferId;

class RecordPageTest {

    private OfferedRecords records;

    @BeforeEach
    void open(@TempDir Path folder) {
        records = new OfferedRecords(folder);
    }

    @AfterEach
    void close() {
        records.close();
    }

    @Test
    void a_page_says_who_what_from_whom_and_what_matters() {
        Quantity quantity = new Quantity().setValue(98).setUnit("g/L");
        Observation observation = new Observation()
                .setStatus(Observation.ObservationStatus.PRELIMINARY)
                .setCode(new CodeableConcept().setText("Haemoglobin"))
                .setValue(quantity);
        observation.addReferenceRange().setText("115 to 165");
        MedicationRequest medicine = new MedicationRequest().setMedication(new CodeableConcept().setText("Ramipril"));
        medicine.addDosageInstruction().setText("one each morning");
        String page = page(
                new AllergyIntolerance().setCode(new CodeableConcept().setText("Penicillin")),
                observation,
                medicine,
                new Provenance().addPolicy("https://portage.uk/policy"));
        assertThat(page)
                .contains("<h1>Morwenna Testcase</h1>", "Discharge notice", "999 000 0018", "Demo trust (RZZ)")
                .contains("Penicillin", "Haemoglobin", "98 g/L", "115 to 165", "preliminary")
                .contains("Ramipril", "one each morning")
                .contains("In that file and not shown here: 1 Provenance.");
    }

    @Test
    void what_a_record_says_cannot_become_markup() {
        Patient second = new Patient();
        second.addName().setFamily("<script>alert(1)</script>").addGiven("\"><img src=x onerror=alert(1)>");
        String page = page(
                second,
                new AllergyIntolerance().setCode(new CodeableConcept().setText("</style><b>&amp;\u202Egnp.exe\u0007")));
        assertThat(page)
                .contains("&lt;script&gt;", "&lt;/style&gt;&lt;b&gt;&amp;amp;")
                .doesNotContain("<script", "<img", "<b>", "\u202E", "\u0007")
                .contains("default-src 'none'; style-src 'unsafe-inline'")
                .doesNotContain("http://", "https://", "src=\"", "href=");
    }

    @Test
    void a_death_and_a_second_person_are_said_above_everything() {
        Patient second = new Patient();
        second.addName().setFamily("Former");
        Bundle bundle = OfferedRecords.message("died");
        ((Patient) bundle.getEntry().get(1).getResource())
                .setDeceased(new org.hl7.fhir.r4.model.DateTimeType("2026-11-20"));
        bundle.addEntry().setResource(second);
        assertThat(page(bundle))
                .contains("<p class=\"notice\">This person has died: 20 November 2026.</p>")
                .contains("names more than one person", "Others whom this record names", "Former");
    }

    @Test
    void a_letter_in_plain_text_is_shown_and_other_documents_are_named() {
        DocumentReference letter = new DocumentReference();
        letter.setType(new CodeableConcept().setText("Discharge letter"));
        letter.addContent()
                .getAttachment()
                .setContentType("text/plain")
                .setData("Dear colleague,\nseen.".getBytes(UTF_8));
        DocumentReference scan = new DocumentReference();
        scan.setType(new CodeableConcept().setText("Scan"));
        scan.addContent().getAttachment().setContentType("application/pdf").setData(new byte[] {1});
        assertThat(page(letter, scan))
                .contains("<pre>Dear colleague,\nseen.</pre>")
                .contains("application/pdf in the file beside this page");
    }

    @Test
    void times_are_those_of_the_zone_and_days_stay_days() {
        Observation observation = new Observation().setCode(new CodeableConcept().setText("Seen"));
        observation.setValue(new org.hl7.fhir.r4.model.DateTimeType("2026-07-01T10:00:00+00:00"));
        Patient patient = new Patient();
        patient.setBirthDateElement(new org.hl7.fhir.r4.model.DateType("1949-12-13"));
        assertThat(page(observation, patient)).contains("1 July 2026, 11:00", "13 December 1949");
    }

    @Test
    void what_is_no_bundle_has_a_page_that_says_so() {
        TransferId transfer = records.offer(OfferedRecords.HOME);
        String page = new String(
                new RecordPage(Map.of(), ZoneId.of("Europe/London"))
                        .of(records.item(transfer), "no bundle".getBytes(UTF_8)),
                UTF_8);
        assertThat(page).contains("This page could not be made", transfer + ".json");
    }

    private String page(Resource... more) {
        Bundle bundle = OfferedRecords.message("page");
        List.of(more).forEach(resource -> bundle.addEntry().setResource(resource));
        return page(bundle);
    }

    private String page(Bundle bundle) {
        TransferId transfer = records.offer(OfferedRecords.HOME, "somebody", bundle);
        byte[] json =
                records.store().bundle(records.item(transfer).submission()).orElseThrow();
        RecordPage page = new RecordPage(Map.of(OfferedRecords.TRUST, "Demo trust"), ZoneId.of("Europe/London"));
        return new String(page.of(records.item(transfer), json), UTF_8);
    }
}
