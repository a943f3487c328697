package uk.portage.adapter.hl7v2.target;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import uk.portage.adapter.hl7v2.type.MessageTables;

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

    private static final String HL7_TABLE = "http://terminology.hl7.org/CodeSystem/v2-";
    private static final String SENDERS_TABLE = "https://portage.uk/fhir/CodeSystem/hl7v2-";

    /** One string for each table: the same few are named in every message. */
    private static final Map<String, String> TABLES = new ConcurrentHashMap<>();

    private static final Set<String> VERSIONS = Set.of(
            "2.0", "2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2");

    /** Of HL7 table 0203, those that name people, professionals, visits and orders in feeds of English trusts. */
    private static final Set<String> IDENTIFIER_TYPES = Set.of(
            "AN", "BR", "DL", "DN", "DR", "EI", "EN", "FI", "FILL", "GI", "LR", "MC", "MD", "MR", "MRT", "NH", "NI",
            "NPI", "PI", "PLAC", "PN", "PPN", "PRN", "PT", "RI", "RRI", "SS", "TEMP", "U", "VN", "XX");

    private Systems() {}

    /** An HL7 table, for codes that we choose ourselves or have found in it. */
    public static String hl7(String table) {
        return HL7_TABLE + table;
    }

    /** HL7's own system for a code that stands in HL7's table; else that of the sender's table. */
    public static String tableOf(String table, String code) {
        boolean known = switch (table) {
            case "0003" -> MessageTables.isEvent(code);
            case "0076" -> MessageTables.isMessageType(code);
            case "0103" -> Set.of("P", "T", "D").contains(code);
            case "0104" -> VERSIONS.contains(code);
            case "0203" -> IDENTIFIER_TYPES.contains(code);
            default -> false;
        };
        return known ? hl7(table) : table(table);
    }

    /**
     * A table as senders in England fill it, for example {@code 0001} or {@code ZU051}. Most tables of HL7 v2 are for
     * each site to extend, and England's reference tables do: HL7's own code system would be the wrong one to name.
     */
    public static String table(String table) {
        return TABLES.computeIfAbsent(table, SENDERS_TABLE::concat);
    }
}
