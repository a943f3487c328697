package uk.portage.adapter.hl7v2.target;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/** Extensions, by their canonical URLs: those of FHIR and UK Core, and our own for what neither has a place for. */
public final class Extensions {

    public static final String DATA_ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
    public static final String BIRTH_TIME = "http://hl7.org/fhir/StructureDefinition/patient-birthTime";
    public static final String BIRTH_PLACE = "http://hl7.org/fhir/StructureDefinition/patient-birthPlace";
    public static final String MOTHERS_MAIDEN_NAME =
            "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName";
    public static final String CITIZENSHIP = "http://hl7.org/fhir/StructureDefinition/patient-citizenship";
    public static final String NATIONALITY = "http://hl7.org/fhir/StructureDefinition/patient-nationality";

    private static final String UK_CORE = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-";
    private static final String OWN = "https://portage.uk/fhir/StructureDefinition/";

    /** One string for each of ours: the names are the code's, never a message's. */
    private static final Map<String, String> OWN_URLS = new ConcurrentHashMap<>();

    private Extensions() {}

    /** @param name the last part of the canonical URL, for example {@code EthnicCategory} */
    public static Extension ukCore(String name, Type value) {
        return new Extension(UK_CORE + name, value);
    }

    /** @param name the last part of the canonical URL, for example {@code source-code} */
    public static Extension own(String name, Type value) {
        return new Extension(ownUrl(name), value);
    }

    /** An extension that only holds others. */
    public static Extension own(String name) {
        return new Extension(ownUrl(name));
    }

    private static String ownUrl(String name) {
        return OWN_URLS.computeIfAbsent(name, OWN::concat);
    }

    /** The sender's own code beside a FHIR code that stands for it. */
    public static Extension sourceCode(Type code) {
        return own("source-code", code);
    }

    /** The sender's own code where FHIR wants one of its own and none is known to stand for it. */
    public static Extension unmappedCode(Type code) {
        return own("unmapped-code", code);
    }

    /** The sender asks that this element be removed: HL7 v2's explicit null. */
    public static Extension removal(String path) {
        return own("removed-element", new StringType(path));
    }

    public static Extension absent(String reason) {
        return new Extension(DATA_ABSENT_REASON, new CodeType(reason));
    }
}
