package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Translation.Translated;

/** The numbers and codes of the NHS in England, as the ITK HL7 v2 specification and its reference tables have them. */
class UkIdentifiersTest {

    private static final String MSH = "MSH|^~\\&|PAS|RZ9|GW|LA9|202607011030||ADT^A01|MSG-1|P|2.4";
    private static final String PID = "PID|1||9990000018^^^NHS||TESTWICK^MORWENNA";
    private static final String NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number";
    private static final String ODS = "https://fhir.nhs.uk/Id/ods-organization-code";
    private static final String ODS_SITE = "https://fhir.nhs.uk/Id/ods-site-code";
    private static final String UK_CORE = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-";
    private static final String UK_CODES = "https://fhir.hl7.org.uk/CodeSystem/UKCore-";

    @ParameterizedTest
    @ValueSource(strings = {"01", "02", "03", "04", "05", "06", "07", "08"})
    void each_tracing_status_stands_with_the_nhs_number_and_only_the_first_verifies_it(String status) {
        for (String sent : List.of("NSTS" + status, status, "NSTS" + status + "^Status", "~~~~~NSTS" + status)) {
            Translated translated = Fixture.translated(MSH, tracing(sent));

            Coding coding = verification(nhsNumber(translated).orElseThrow());
            assertThat(coding.getSystem()).isEqualTo(UK_CODES + "NHSNumberVerificationStatusEngland");
            assertThat(coding.getCode()).isEqualTo(status);
            assertThat(translated.rightPerson()).isEqualTo(status.equals("01"));
        }
    }

    @Test
    void the_other_iterations_of_the_identity_reliability_say_nothing_of_the_nhs_number() {
        Translated translated = Fixture.translated(MSH, tracing("AL~UA~~ED~~NSTS02"));

        assertThat(verification(nhsNumber(translated).orElseThrow()).getCode()).isEqualTo("02");
        assertThat(own(patient(translated), "identity-reliability"))
                .extracting(e -> coding(e.getValue()).getCode())
                .containsExactly("AL", "UA", "ED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NSTS01~NSTS05", "NSTS05~NSTS01", "NSTS01~NSTS04~NSTS01"})
    void two_tracing_statuses_verify_nobody(String sent) {
        assertThat(Fixture.translated(MSH, tracing(sent)).rightPerson()).isFalse();
    }

    @Test
    void a_tracing_status_without_an_nhs_number_makes_none() {
        Translated translated = Fixture.translated(MSH, tracing("NSTS07").replace("9990000018^^^NHS", "X1^^^LOCAL"));

        assertThat(nhsNumber(translated)).isEmpty();
        assertThat(own(patient(translated), "identity-reliability")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9990000018^^^NHS", "999 000 0018^^^NHSNBR^NHSNMBR", "9990000018^^^NHS^NH", "9990000018^^^^NH"})
    void the_nhs_number_has_its_own_system_and_no_made_up_one(String pid3) {
        Translated translated = Fixture.translated(MSH, "PID|1||" + pid3);

        assertThat(patient(translated).getIdentifier()).singleElement().satisfies(identifier -> {
            assertThat(identifier.getSystem()).isEqualTo(NHS_NUMBER);
            assertThat(identifier.getValue()).isEqualTo("9990000018");
        });
    }

    @Test
    void a_local_number_has_a_system_of_its_senders_and_never_that_of_the_nhs_number() {
        Identifier local =
                patient(Fixture.translated(MSH, "PID|1||9990000018^^^LOCAL")).getIdentifierFirstRep();

        assertThat(local.getSystem()).startsWith("https://portage.uk/Id/local/RZ9");
    }

    @Test
    void organisations_and_sites_are_those_of_ods() {
        Translated translated = Fixture.translated(
                MSH, PID, "PD1|||SPECIMEN SURGERY^^Y99999|G9999981^Fixture^Ada", "PV1|1|I|^WARD7^BED 2^RZ955");

        assertThat(only(translated, Organization.class))
                .extracting(o -> o.getIdentifierFirstRep().getSystem()
                        + ' '
                        + o.getIdentifierFirstRep().getValue())
                .contains(ODS + " Y99999", ODS + " RZ9", ODS_SITE + " RZ955");
        assertThat(only(translated, Organization.class).stream()
                        .filter(o -> o.getIdentifierFirstRep().getValue().equals("Y99999")))
                .extracting(Organization::getName)
                .containsExactly("SPECIMEN SURGERY");
        assertThat(only(translated, Location.class).get(0).getIdentifier())
                .extracting(Identifier::getSystem)
                .contains(ODS_SITE);
        assertThat(patient(translated).getGeneralPractitioner()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "C9999991^Fixture^Ada^^^Dr^^^GMC, https://fhir.hl7.org.uk/Id/gmc-number",
        "C9999991^Fixture^Ada, https://fhir.hl7.org.uk/Id/gmc-number",
        "9999991^Fixture^Ada^^^Dr^^^GMC, https://fhir.hl7.org.uk/Id/gmc-number",
        "G9999981^Fixture^Ada^^^Dr^^^GMC, https://fhir.hl7.org.uk/Id/gmp-number",
        "G9999981^Fixture^Ada^^^Dr^^^GMP, https://fhir.hl7.org.uk/Id/gmp-number",
        "99X9999X^Fixture^Ada^^^^^^NMC, https://fhir.hl7.org.uk/Id/nmc-number",
        "PH99999^Fixture^Ada^^^^^^HCPC, https://fhir.hl7.org.uk/Id/hcpc-number",
        "999999999999^Fixture^Ada^^^^^^SDS, https://fhir.nhs.uk/Id/sds-user-id"
    })
    void a_professional_has_the_register_that_the_number_is_of(String xcn, String system) {
        Translated translated = Fixture.translated(MSH, PID, "PV1|1|I|||||" + xcn);

        assertThat(only(translated, Practitioner.class))
                .singleElement()
                .satisfies(practitioner -> assertThat(
                                practitioner.getIdentifierFirstRep().getSystem())
                        .isEqualTo(system));
    }

    @Test
    void the_ethnic_category_is_that_of_england_and_one_that_nobody_knows_is_kept() {
        assertThat(ethnicity("A"))
                .extracting(Coding::getSystem, Coding::getCode)
                .containsExactly(UK_CODES + "EthnicCategoryEngland", "A");
        assertThat(ethnicity("Q7"))
                .extracting(Coding::getSystem, Coding::getCode)
                .containsExactly("https://portage.uk/fhir/CodeSystem/hl7v2-0189", "Q7");
        assertThat(Fixture.translated(MSH, PID + "|".repeat(17) + "Q7").losses())
                .extracting(loss -> loss.kind())
                .contains(LossKind.UNKNOWN_CODE);
    }

    @Test
    void admission_and_discharge_have_the_codes_of_the_nhs_data_dictionary() {
        Encounter encounter = visit("PV1|1|I||21||||||300||||19" + "|".repeat(22) + "1|51");

        assertThat(coding(encounter.getServiceType())).satisfies(is(UK_CODES + "PracticeSettingCode", "300"));
        assertThat(coding(encounter
                        .getHospitalization()
                        .getExtensionByUrl(UK_CORE + "AdmissionMethod")
                        .getValue()))
                .satisfies(is(UK_CODES + "AdmissionMethodEngland", "21"));
        assertThat(coding(encounter.getHospitalization().getAdmitSource()))
                .satisfies(is(UK_CODES + "SourceOfAdmissionEngland", "19"));
        assertThat(coding(
                        encounter.getExtensionByUrl(UK_CORE + "DischargeMethod").getValue()))
                .satisfies(is(UK_CODES + "DischargeMethodEngland", "1"));
        assertThat(coding(encounter.getHospitalization().getDischargeDisposition()))
                .satisfies(is(UK_CODES + "DischargeDestinationEngland", "51"));
    }

    @ParameterizedTest
    @CsvSource({
        "I10, http://hl7.org/fhir/sid/icd-10",
        "OPCS4, https://fhir.hl7.org.uk/Id/opcs-4",
        "RC, http://read.info/readv2",
        "READ2, http://read.info/readv2",
        "CTV3, http://read.info/readctv3",
        "SNCT, http://snomed.info/sct",
        "SCT, http://snomed.info/sct",
        "DMD, https://dmd.nhs.uk",
        "LN, http://loinc.org"
    })
    void a_code_of_a_published_system_has_that_system(String name, String system) {
        Coding coding = coded("X1^In words^" + name);

        assertThat(coding).satisfies(is(system, "X1"));
        assertThat(coding.getDisplay()).isEqualTo("In words");
    }

    @ParameterizedTest
    @ValueSource(strings = {"L", "99LAB", "I10P"})
    void a_local_code_keeps_its_text_and_has_a_system_of_its_sender(String name) {
        Coding coding = coded("X1^In words^" + name);

        assertThat(coding.getSystem()).isEqualTo("https://portage.uk/Id/code-system/RZ9/" + name);
        assertThat(coding.getCode()).isEqualTo("X1");
        assertThat(coding.getDisplay()).isEqualTo("In words");
    }

    @Test
    void sex_two_is_female_and_an_explicit_null_is_no_given_name() {
        Patient patient = patient(Fixture.translated(MSH, "PID|1||9990000018^^^NHS||TESTWICK^\"\"|||2"));

        assertThat(patient.getGender()).isEqualTo(AdministrativeGender.FEMALE);
        assertThat(patient.getNameFirstRep().getGiven()).isEmpty();
    }

    private static String tracing(String reliability) {
        return PID + "|".repeat(27) + reliability;
    }

    private static Optional<Identifier> nhsNumber(Translated translated) {
        return patient(translated).getIdentifier().stream()
                .filter(i -> NHS_NUMBER.equals(i.getSystem()))
                .findFirst();
    }

    private static Coding verification(Identifier nhsNumber) {
        return coding(nhsNumber
                .getExtensionByUrl(UK_CORE + "NHSNumberVerificationStatus")
                .getValue());
    }

    private static Coding ethnicity(String code) {
        Patient patient = patient(Fixture.translated(MSH, PID + "|".repeat(17) + code));
        return coding(patient.getExtensionByUrl(UK_CORE + "EthnicCategory").getValue());
    }

    private static Encounter visit(String pv1) {
        return only(Fixture.translated(MSH, PID, pv1), Encounter.class).get(0);
    }

    private static Coding coded(String code) {
        Translated translated = Fixture.translated(
                MSH.replace("ADT^A01", "ORU^R01"), PID, "OBR|1||F-1|T", "OBX|1|ST|" + code + "||Found||||||F");
        return coding(only(translated, Observation.class).get(0).getCode());
    }

    private static Consumer<Coding> is(String system, String code) {
        return coding -> {
            assertThat(coding.getSystem()).isEqualTo(system);
            assertThat(coding.getCode()).isEqualTo(code);
        };
    }

    private static Coding coding(Type concept) {
        return ((CodeableConcept) concept).getCoding().get(0);
    }

    private static List<Extension> own(Patient patient, String name) {
        return patient.getExtensionsByUrl("https://portage.uk/fhir/StructureDefinition/" + name);
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
