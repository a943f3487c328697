package uk.portage.fhir.profiles;

/** Canonical URLs of UK Core (R4, STU 2): profiles and the extensions Portage writes and checks. */
public final class UkCore {

    private static final String BASE = "https://fhir.hl7.org.uk/StructureDefinition/";

    public static final String ADMISSION_METHOD = extension("AdmissionMethod");
    public static final String BIRTH_SEX = extension("BirthSex");
    public static final String CONTACT_RANK = extension("ContactRank");
    public static final String COPY_CORRESPONDENCE_INDICATOR = extension("CopyCorrespondenceIndicator");
    public static final String DEATH_NOTIFICATION_STATUS = extension("DeathNotificationStatus");
    public static final String DISCHARGE_METHOD = extension("DischargeMethod");
    public static final String ETHNIC_CATEGORY = extension("EthnicCategory");
    public static final String LEGAL_STATUS = extension("LegalStatus");
    public static final String MAIN_LOCATION = extension("MainLocation");
    public static final String NHS_NUMBER_UNAVAILABLE_REASON = extension("NHSNumberUnavailableReason");
    public static final String NHS_NUMBER_VERIFICATION_STATUS = extension("NHSNumberVerificationStatus");
    public static final String OTHER_CONTACT_SYSTEM = extension("OtherContactSystem");
    public static final String OUTCOME_OF_ATTENDANCE = extension("OutcomeOfAttendance");
    public static final String RELIGIOUS_AFFILIATION = extension("ReligiousAffiliation");
    public static final String RESIDENTIAL_STATUS = extension("ResidentialStatus");

    private UkCore() {}

    /** The profile's URL, for example of {@code Patient} or {@code Observation-Lab}. */
    public static String profile(String name) {
        return BASE + "UKCore-" + name;
    }

    private static String extension(String name) {
        return BASE + "Extension-UKCore-" + name;
    }
}
