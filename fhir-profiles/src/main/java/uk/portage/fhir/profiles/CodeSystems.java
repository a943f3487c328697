package uk.portage.fhir.profiles;

/** Canonical URIs of the code systems and identifier systems that Portage writes and checks. */
public final class CodeSystems {

    // Identifiers.
    public static final String NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number";
    public static final String CHI_NUMBER = "https://fhir.nhs.uk/Id/chi-number";
    /** An organisation in the sense of the Organisation Data Service: a trust, a practice, a local authority. */
    public static final String ODS_ORGANISATION = "https://fhir.nhs.uk/Id/ods-organization-code";
    /** A site of an organisation; never equal to the organisation's own code. */
    public static final String ODS_SITE = "https://fhir.nhs.uk/Id/ods-site-code";

    public static final String SDS_USER = "https://fhir.nhs.uk/Id/sds-user-id";
    public static final String SDS_ROLE_PROFILE = "https://fhir.nhs.uk/Id/sds-role-profile-id";
    public static final String CROSS_CARE_SETTING = "https://fhir.nhs.uk/Id/cross-care-setting-identifier";
    public static final String GMC_NUMBER = "https://fhir.hl7.org.uk/Id/gmc-number";
    public static final String GMP_NUMBER = "https://fhir.hl7.org.uk/Id/gmp-number";
    public static final String NMC_NUMBER = "https://fhir.hl7.org.uk/Id/nmc-number";
    public static final String HCPC_NUMBER = "https://fhir.hl7.org.uk/Id/hcpc-number";
    public static final String GDC_NUMBER = "https://fhir.hl7.org.uk/Id/gdc-number";
    public static final String GOC_NUMBER = "https://fhir.hl7.org.uk/Id/goc-number";

    // Terminologies. dm+d is SNOMED CT in UK Core.
    public static final String SNOMED_CT = "http://snomed.info/sct";
    public static final String ICD_10 = "http://hl7.org/fhir/sid/icd-10";
    public static final String OPCS_4 = "https://fhir.hl7.org.uk/Id/opcs-4";
    public static final String READ_2 = "http://read.info/readv2";
    public static final String READ_CTV3 = "http://read.info/readctv3";
    public static final String LOINC = "http://loinc.org";
    public static final String UCUM = "http://unitsofmeasure.org";
    public static final String LANGUAGE = "urn:ietf:bcp:47";

    // HL7.
    public static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    public static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    public static final String OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
    public static final String DIAGNOSTIC_SERVICE = "http://terminology.hl7.org/CodeSystem/v2-0074";
    public static final String CONDITION_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    public static final String CONDITION_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    public static final String CONDITION_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";
    public static final String ALLERGY_CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    public static final String ALLERGY_VERIFICATION =
            "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";

    // UK Core.
    public static final String ETHNIC_CATEGORY = ukCore("EthnicCategoryEngland");
    public static final String NHS_NUMBER_VERIFICATION_STATUS = ukCore("NHSNumberVerificationStatusEngland");
    /** The older list without suffix, which the Personal Demographics Service still sends. */
    public static final String NHS_NUMBER_VERIFICATION_STATUS_OLD = ukCore("NHSNumberVerificationStatus");

    public static final String NHS_NUMBER_UNAVAILABLE_REASON = ukCore("NHSNumberUnavailableReason");
    public static final String ADMISSION_METHOD = ukCore("AdmissionMethodEngland");
    public static final String ADMISSION_SOURCE = ukCore("SourceOfAdmissionEngland");
    public static final String DISCHARGE_METHOD = ukCore("DischargeMethodEngland");
    public static final String DISCHARGE_DESTINATION = ukCore("DischargeDestinationEngland");
    public static final String PERSON_MARITAL_STATUS = ukCore("PersonMaritalStatusEngland");
    public static final String PRACTICE_SETTING = ukCore("PracticeSettingCode");
    public static final String DEATH_NOTIFICATION_STATUS = ukCore("DeathNotificationStatus");
    public static final String OUTCOME_OF_ATTENDANCE = ukCore("OutcomeOfAttendanceEngland");

    private CodeSystems() {}

    private static String ukCore(String name) {
        return "https://fhir.hl7.org.uk/CodeSystem/UKCore-" + name;
    }
}
