package uk.portage.gateway.pipeline.withhold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import uk.portage.fhir.profiles.BundleCheck;
import uk.portage.gateway.transfer.WithheldKind;

class LocationWithholdingTest {

    private static final Pattern LONG_BASE64 = Pattern.compile("\"([A-Za-z0-9+/]{40,}={0,2})\"");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    @Test
    void the_whole_bundle_says_all_that_the_restricted_one_must_not() throws IOException {
        String whole = readable(HiddenPerson.bundle());
        assertThat(HiddenPerson.WITHHELD).allSatisfy(value -> assertThat(whole).contains(small(value)));
        assertThat(Markings.of(HiddenPerson.bundle())).isEqualTo(new Markings(true, false));
    }

    @Test
    void nothing_that_is_withheld_stands_anywhere_in_the_restricted_bundle() throws IOException {
        String restricted = readable(restrict(HiddenPerson.bundle()).bundle());
        assertThat(HiddenPerson.WITHHELD)
                .allSatisfy(value -> assertThat(restricted).doesNotContain(small(value)));
        assertThat(HiddenPerson.CARRIED)
                .as("what the record is sent for is carried")
                .allSatisfy(value -> assertThat(restricted).contains(small(value)));
    }

    @Test
    void it_says_that_something_is_withheld_and_why() {
        Restricted restricted = restrict(HiddenPerson.bundle());
        Meta meta = restricted.bundle().getMeta();
        assertThat(meta.getSecurity()).extracting(Coding::getCode).contains("R", "REDACTED");
        assertThat(meta.getTag())
                .filteredOn(tag -> LocationWithholding.WITHHELD_SYSTEM.equals(tag.getSystem()))
                .extracting(Coding::getCode)
                .contains("address", "telecom", "location", "general-practitioner", "next-of-kin", "document", "text");
        Patient patient = only(restricted.bundle(), Patient.class);
        assertThat(patient.getAddress()).singleElement().satisfies(LocationWithholdingTest::isMasked);
        assertThat(patient.getTelecom()).hasSize(3).allSatisfy(LocationWithholdingTest::isMasked);
        assertThat(patient.getGeneralPractitioner()).singleElement().satisfies(LocationWithholdingTest::isMasked);
        assertThat(only(restricted.bundle(), Encounter.class).getLocation())
                .isNotEmpty()
                .allSatisfy(location -> isMasked(location.getLocation()));
        assertThat(only(restricted.bundle(), RelatedPerson.class).getRelationship())
                .isNotEmpty();
        assertThat(restricted.withheld())
                .containsEntry(WithheldKind.ADDRESS, 1)
                .containsEntry(WithheldKind.TELECOM, 3)
                .containsEntry(WithheldKind.LOCATION, 1)
                .containsEntry(WithheldKind.NEXT_OF_KIN, 1)
                .containsEntry(WithheldKind.DOCUMENT, 1);
    }

    @Test
    void it_keeps_the_profiles_that_it_claims_and_every_reference_leads_somewhere() throws IOException {
        Bundle restricted = restrict(HiddenPerson.bundle()).bundle();
        assertThat(BundleCheck.standard().check(restricted)).isEmpty();
        Set<String> there = new HashSet<>();
        restricted.getEntry().forEach(entry -> there.add(entry.getFullUrl()));
        Matcher references = Pattern.compile("\"reference\":\"([^\"]+)\"").matcher(json(restricted));
        while (references.find()) {
            assertThat(there).contains(references.group(1));
        }
    }

    @Test
    void the_same_record_gives_the_same_restricted_bundle_and_leaves_the_whole_one_as_it_was() throws IOException {
        Bundle whole = HiddenPerson.bundle();
        String before = json(whole);
        assertThat(json(restrict(whole).bundle()))
                .isEqualTo(json(restrict(HiddenPerson.bundle()).bundle()));
        assertThat(json(whole)).isEqualTo(before);
    }

    @Test
    void no_id_is_left_against_which_a_guessed_address_could_be_tried() throws IOException {
        Set<String> ids = ids(json(HiddenPerson.bundle()));
        assertThat(ids).hasSizeGreaterThan(8);
        String restricted = json(restrict(HiddenPerson.bundle()).bundle());
        assertThat(ids(restricted)).isNotEmpty().doesNotContainAnyElementsOf(ids);
        assertThat(restricted).doesNotContain("sha-256").doesNotContain("\"hash\"");
    }

    @Test
    void places_are_found_wherever_any_format_may_put_them() throws IOException {
        Bundle whole = new Bundle();
        Patient patient = new Patient();
        patient.getMeta()
                .addSecurity(new Coding().setSystem(Markings.CONFIDENTIALITY).setCode("V"));
        patient.addContact()
                .setAddress(new Address().setText("Plover House"))
                .getName()
                .setText("Ruff");
        patient.setText(new Narrative().setStatus(Narrative.NarrativeStatus.GENERATED));
        patient.getText().setDivAsString("<div xmlns=\"http://www.w3.org/1999/xhtml\">Plover House</div>");
        Extension nested = new Extension("http://example.org/nested");
        nested.addExtension("temporaryAddress", new StringType("Whimbrel Court"));
        patient.addExtension(nested);
        patient.getManagingOrganization().setDisplay("Pipit Clinic");
        Location contained = new Location().setName("Godwit Ward");
        contained.setId("ward");
        Encounter encounter = new Encounter();
        encounter.addContained(contained);
        encounter.addLocation().setLocation(new Reference("#ward"));
        encounter.getHospitalization().setDestination(new Reference().setDisplay("Dotterel Lodge"));
        Observation observation = new Observation().setValue(new StringType("Moved from Godwit Ward today"));
        observation.addPerformer().setDisplay("Dr Stint");
        DiagnosticReport report = new DiagnosticReport();
        report.addPresentedForm(new Attachment().setContentType("text/plain").setData("Avocet Street".getBytes()));
        Communication communication = new Communication();
        communication.addPayload().setContent(new StringType("Letters go to plover house."));
        communication.addNote().setText("Ring 020 7946 0000");
        patient.addTelecom(new ContactPoint()
                .setSystem(ContactPoint.ContactPointSystem.PHONE)
                .setValue("+44 20 79460000"));
        for (var resource : List.of(patient, encounter, observation, report, communication)) {
            resource.setId("x" + whole.getEntry().size());
            whole.addEntry().setFullUrl("urn:x:" + resource.getId()).setResource(resource);
        }

        assertThat(Markings.of(whole).hiddenLocation()).isTrue();
        String restricted = readable(restrict(whole).bundle());
        assertThat(List.of("Plover", "Ruff", "Whimbrel", "Pipit", "Godwit", "Dotterel", "Avocet", "7946"))
                .allSatisfy(value -> assertThat(restricted).doesNotContain(small(value)));
        assertThat(restricted).contains("dr stint");
    }

    @Test
    void a_bundle_without_a_mark_asks_for_nothing() {
        Bundle plain = new Bundle();
        Patient patient = new Patient();
        patient.getMeta()
                .addSecurity(new Coding().setSystem(Markings.CONFIDENTIALITY).setCode("N"));
        plain.addEntry().setResource(patient);
        assertThat(Markings.of(plain)).isEqualTo(Markings.NONE);
    }

    private static Restricted restrict(Bundle whole) {
        return LocationWithholding.restrict(whole, "a submission");
    }

    private static void isMasked(org.hl7.fhir.r4.model.Element element) {
        assertThat(element.getExtension())
                .singleElement()
                .satisfies(extension ->
                        assertThat(((CodeType) extension.getValue()).getValue()).isEqualTo("masked"));
    }

    private static String json(Bundle bundle) throws IOException {
        return new JsonParser().composeString(bundle);
    }

    /** The bundle's JSON in small letters, and beside it whatever is encoded in it. */
    private static String readable(Bundle bundle) throws IOException {
        String json = json(bundle);
        List<String> texts = new ArrayList<>(List.of(json));
        Matcher encoded = LONG_BASE64.matcher(json);
        while (encoded.find()) {
            texts.add(
                    new String(Base64.getDecoder().decode(encoded.group(1)), java.nio.charset.StandardCharsets.UTF_8));
        }
        return small(String.join("\n", texts));
    }

    private static Set<String> ids(String json) {
        Set<String> ids = new HashSet<>();
        Matcher matcher = UUID.matcher(json);
        while (matcher.find()) {
            ids.add(matcher.group());
        }
        return ids;
    }

    private static String small(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static <T> T only(Bundle bundle, Class<T> type) {
        List<T> found = bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
