package uk.portage.adapter.hl7v2.target;

/** Identifier and code systems, by their canonical URIs. */
public final class Systems {

    public static final String NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number";
    public static final String ODS_ORGANISATION = "https://fhir.nhs.uk/Id/ods-organization-code";
    public static final String ODS_SITE = "https://fhir.nhs.uk/Id/ods-site-code";
    public static final String SDS_USER = "https://fhir.nhs.uk/Id/sds-user-id";
    public static final String GMC = "https://fhir.hl7.org.uk/Id/gmc-number";
    public static final String GMP = "https://fhir.hl7.org.uk/Id/gmp-number";
    public static final String NMC = "https://fhir.hl7.org.uk/Id/nmc-number";
    public static final String HCPC = "https://fhir.hl7.org.uk/Id/hcpc-number";

    public static final String UCUM = "http://unitsofmeasure.org";
    public static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    public static final String ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    public static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    public static final String NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";
    public static final String DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

    /** The SHA-256 of a source document, as the identifier of its copy. */
    public static final String DOCUMENT_HASH = "https://portage.uk/Id/sha-256";

    private static final String V2 = "http://terminology.hl7.org/CodeSystem/v2-";
    private static final String UK_V2 = "https://portage.uk/fhir/CodeSystem/hl7v2-uk-";

    private Systems() {}

    /** An HL7 table, for example {@code 0001}. */
    public static String v2(String table) {
        return V2 + table;
    }

    /**
     * A table whose codes in England differ from HL7's: those of the ITK HL7 V2 reference tables, for example
     * {@code 0112} or {@code ZU051}.
     */
    public static String ukV2(String table) {
        return UK_V2 + table;
    }
}
