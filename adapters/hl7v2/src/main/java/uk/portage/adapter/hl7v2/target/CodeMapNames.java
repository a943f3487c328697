package uk.portage.adapter.hl7v2.target;

/** The code maps this adapter asks for; {@code fhir-profiles} keeps them, one file each. */
public final class CodeMapNames {

    public static final String ABNORMAL_FLAG = "abnormal-flag";
    /** HL7 table 0190; its targets are of FHIR's address-use or address-type. */
    public static final String ADDRESS_TYPE = "address-type";

    public static final String ADMINISTRATIVE_SEX = "administrative-sex";
    public static final String ADMISSION_METHOD = "admission-method";
    public static final String ADMISSION_SOURCE = "admission-source";
    public static final String ALLERGY_CATEGORY = "allergy-category";
    public static final String ALLERGY_CRITICALITY = "allergy-criticality";
    public static final String ALLERGY_SEVERITY = "allergy-severity";
    public static final String ALLERGY_TYPE = "allergy-type";
    public static final String APPOINTMENT_STATUS = "appointment-status";
    public static final String ATTENDANCE_DISPOSAL = "attendance-disposal";
    public static final String ATTENDANCE_OUTCOME = "attendance-outcome";
    /** HL7 table 0396; the targets' codes are URIs. */
    public static final String CODING_SYSTEM = "coding-system";

    public static final String CONFIDENTIALITY = "confidentiality";
    public static final String CONTACT_ROLE = "contact-role";
    public static final String DIAGNOSIS_TYPE = "diagnosis-type";
    public static final String DIAGNOSIS_VERIFICATION = "diagnosis-verification";
    public static final String DISCHARGE_DESTINATION = "discharge-destination";
    public static final String DISCHARGE_METHOD = "discharge-method";
    public static final String DOCUMENT_AVAILABILITY = "document-availability";
    public static final String DOCUMENT_COMPLETION = "document-completion";
    public static final String ETHNIC_CATEGORY = "ethnic-category";
    public static final String GOAL_STATUS = "goal-status";
    public static final String LANGUAGE = "language";
    public static final String LOCATION_HIDING = "location-hiding";
    public static final String MARITAL_STATUS = "marital-status";
    public static final String MEDICATION_ORDER_CONTROL = "medication-order-control";
    public static final String MEDICATION_ORDER_STATUS = "medication-order-status";
    public static final String NAME_TYPE = "name-type";
    public static final String NHS_NUMBER_STATUS = "nhs-number-verification-status";
    public static final String OBSERVATION_STATUS = "observation-status";
    public static final String ORDER_CONTROL = "order-control";
    public static final String ORDER_PRIORITY = "order-priority";
    public static final String ORDER_STATUS = "order-status";
    public static final String PATHWAY_STATUS = "pathway-status";
    public static final String PATIENT_CLASS = "patient-class";
    public static final String PROBLEM_CONFIRMATION = "problem-confirmation";
    public static final String PROBLEM_STATUS = "problem-status";
    public static final String REFERRAL_PRIORITY = "referral-priority";
    public static final String REFERRAL_STATUS = "referral-status";
    public static final String RELATIONSHIP = "relationship";
    public static final String RELIGION = "religion";
    public static final String REPORT_STATUS = "report-status";
    public static final String SPECIMEN_TYPE = "specimen-type";
    public static final String TELECOM_EQUIPMENT = "telecom-equipment";
    public static final String TELECOM_USE = "telecom-use";
    public static final String TREATMENT_FUNCTION = "treatment-function";
    public static final String VISIT_PRIORITY = "visit-priority";

    private CodeMapNames() {}
}
