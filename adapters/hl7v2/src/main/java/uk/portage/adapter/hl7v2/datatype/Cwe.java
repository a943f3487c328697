package uk.portage.adapter.hl7v2.datatype;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.CodeMaps;
import uk.portage.adapter.spi.LossKind;

/** CE, CWE, CNE, IS and ID as codings. The sender's code is always kept, whatever it is mapped to. */
public final class Cwe {

    private Cwe() {}

    /** The first coding of a concept, or an empty one that does not belong to it: asking HAPI for it would add one. */
    public static Coding first(CodeableConcept concept) {
        return concept.hasCoding() ? concept.getCoding().get(0) : new Coding();
    }

    /** The sender's codings as they are. */
    public static Optional<CodeableConcept> concept(Element cwe, TargetBundle target, String tableSystem) {
        if (!cwe.isPresent()) {
            return Optional.empty();
        }
        CodeableConcept concept = new CodeableConcept();
        coding(cwe, 1, 7, 14, target, tableSystem, concept);
        if (!cwe.reaches(4)) {
            return concept.isEmpty() ? Optional.empty() : Optional.of(concept);
        }
        coding(cwe, 4, 8, 17, target, tableSystem, concept);
        coding(cwe, 10, 13, 20, target, tableSystem, concept);
        String originalText = cwe.text(9);
        if (!originalText.isEmpty()) {
            addText(concept, originalText);
        }
        return concept.isEmpty() ? Optional.empty() : Optional.of(concept);
    }

    /** The alternate coding alone, and the original text. */
    public static CodeableConcept alternate(Element cwe, TargetBundle target, String tableSystem) {
        CodeableConcept concept = new CodeableConcept();
        coding(cwe, 4, 8, 17, target, tableSystem, concept);
        String originalText = cwe.text(9);
        if (!originalText.isEmpty()) {
            addText(concept, originalText);
        }
        return concept;
    }

    /** The map's target, then the sender's codings. A code the map does not know is a loss of kind UNKNOWN_CODE. */
    public static Optional<CodeableConcept> mapped(Element cwe, TargetBundle target, String map, String tableSystem) {
        Optional<CodeableConcept> concept = concept(cwe, target, tableSystem);
        concept.ifPresent(c -> addTarget(c, cwe, target, map));
        return concept;
    }

    /** The sender's codings, if they say more than a code: FHIR's closed codes have no room for it. */
    public static Optional<CodeableConcept> beyondCode(Element cwe, TargetBundle target, String tableSystem) {
        boolean more = cwe.part(2).isPresent()
                || cwe.part(3).isPresent()
                || cwe.part(4).isPresent()
                || cwe.part(5).isPresent()
                || cwe.part(9).isPresent();
        return more ? concept(cwe, target, tableSystem) : Optional.empty();
    }

    /**
     * For an element whose codes must be of one value set: the map's target alone, with the sender's code beside it as an
     * extension. Empty, and nothing accounted for, if the map does not know the code.
     */
    public static Optional<CodeableConcept> required(Element cwe, TargetBundle target, String map, String tableSystem) {
        Optional<CodeMaps.Target> found = target.find(map, cwe.text(1));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        return concept(cwe, target, tableSystem).map(source -> {
            if (found.get().coarser()) {
                cwe.part(1).lose(LossKind.COARSER);
            }
            CodeableConcept concept = new CodeableConcept();
            concept.addCoding(coding(found.get()));
            concept.addExtension(Extensions.sourceCode(source));
            return concept;
        });
    }

    private static void addTarget(CodeableConcept concept, Element cwe, TargetBundle target, String map) {
        String code = cwe.text(1);
        if (code.isEmpty()) {
            return;
        }
        Optional<CodeMaps.Target> found = target.find(map, code);
        if (found.isEmpty()) {
            cwe.part(1).lose(LossKind.UNKNOWN_CODE);
            return;
        }
        if (found.get().coarser()) {
            cwe.part(1).lose(LossKind.COARSER);
        }
        concept.getCoding().add(0, coding(found.get()));
        dropRepetition(concept, found.get());
    }

    /** The sender's coding says nothing more if it is the target's code, without a system and display of its own. */
    private static void dropRepetition(CodeableConcept concept, CodeMaps.Target found) {
        if (concept.getCoding().size() > 1) {
            Coding source = concept.getCoding().get(1);
            boolean same = found.code().equals(source.getCode())
                    && !source.hasDisplay()
                    && !source.hasVersion()
                    && !source.hasExtension();
            if (same && !found.coarser()) {
                concept.getCoding().remove(1);
            }
        }
    }

    /**
     * @param first the component that holds the code
     * @param version the component that holds the version of its system
     * @param oid the first of three: the system's OID, and OID and version of the value set
     */
    private static void coding(
            Element cwe,
            int first,
            int version,
            int oid,
            TargetBundle target,
            String tableSystem,
            CodeableConcept concept) {
        String code = cwe.text(first);
        String display = cwe.text(first + 1);
        String system = cwe.text(first + 2);
        if (code.isEmpty() && system.isEmpty()) {
            if (!display.isEmpty()) {
                addText(concept, display);
            }
            return;
        }
        Coding coding = new Coding();
        if (isCode(code)) {
            coding.setCode(code);
        } else if (!code.isEmpty()) {
            // White space that FHIR does not allow in a code.
            addText(concept, code);
            cwe.part(first).lose(LossKind.TEXT_ONLY);
        }
        if (!display.isEmpty()) {
            coding.setDisplay(display);
        }
        if (coding.isEmpty()) {
            if (!system.isEmpty()) {
                concept.addExtension(Extensions.own("source-coding-system", new StringType(system)));
            }
            return;
        }
        system(system, tableSystem, coding, target);
        if (cwe.reaches(7)) {
            String versionText = cwe.text(version);
            if (!versionText.isEmpty()) {
                coding.setVersion(versionText);
            }
            own(coding, "coding-system-oid", cwe.text(oid));
            own(coding, "value-set-oid", cwe.text(oid + 1));
            own(coding, "value-set-version", cwe.text(oid + 2));
        }
        concept.addCoding(coding);
    }

    private static void own(Coding coding, String name, String value) {
        if (!value.isEmpty()) {
            coding.addExtension(Extensions.own(name, new StringType(value)));
        }
    }

    private static void addText(CodeableConcept concept, String text) {
        concept.setText(concept.hasText() ? concept.getText() + '\n' + text : text);
    }

    private static void system(String name, String tableSystem, Coding coding, TargetBundle target) {
        if (name.isEmpty()) {
            coding.setSystem(tableSystem);
            return;
        }
        Optional<CodeMaps.Target> known = target.find(CodeMapNames.CODING_SYSTEM, name);
        if (known.isPresent()) {
            coding.setSystem(known.get().code());
            return;
        }
        coding.setSystem(unmappedSystem(name, coding.hasCode() ? coding.getCode() : "", target));
        coding.addExtension(Extensions.own("source-coding-system", new StringType(name)));
    }

    /** URIs and OIDs as they are, HL7 and ISO tables by their number, anything else as the sender's own. */
    private static String unmappedSystem(String name, String code, TargetBundle target) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.startsWith("HL7")
                && upper.length() == 7
                && Nm.whole(upper.substring(3)).isPresent()) {
            return Systems.tableOf(upper.substring(3), code);
        }
        if (Hd.isOid(name)) {
            return "urn:oid:" + name;
        }
        return name.startsWith("http://") || name.startsWith("https://") || name.startsWith("urn:")
                ? TargetBundle.uri(name)
                : target.localSystem("code-system", name);
    }

    /** One code without text; as display if it is none that FHIR allows. */
    public static Coding plain(String system, String text) {
        Coding coding = new Coding().setSystem(system);
        return isCode(text) ? coding.setCode(text) : coding.setDisplay(text);
    }

    /** FHIR's code: no white space but single spaces inside. */
    static boolean isCode(String text) {
        if (text.isEmpty()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) && (c != ' ' || Character.isWhitespace(text.charAt(i + 1)))) {
                return false;
            }
        }
        return true;
    }

    private static Coding coding(CodeMaps.Target target) {
        Coding coding = new Coding().setSystem(target.system()).setCode(target.code());
        return target.display().isEmpty() ? coding : coding.setDisplay(target.display());
    }

    /**
     * A code as one of FHIR's own closed codes.
     *
     * @param value the FHIR code; empty if the map does not know the source code
     * @param source the sender's code, to be kept beside it
     */
    public record Closed<E extends Enum<?>>(Optional<E> value, Type source) {

        /** Sets the FHIR code and puts the sender's beside it; without one, the sender's stands with the whole. */
        public Enumeration<E> onto(Enumeration<E> element, Consumer<Extension> whole) {
            value.ifPresent(element::setValue);
            if (element.hasValue()) {
                element.addExtension(Extensions.sourceCode(source));
            } else {
                whole.accept(Extensions.unmappedCode(source));
            }
            return element;
        }
    }

    /** @param read reads FHIR's enum, for example {@code AdministrativeGender::fromCode} */
    public static <E extends Enum<?>> Optional<Closed<E>> closed(
            Element code, TargetBundle target, String map, String tableSystem, Function<String, E> read) {
        String text = code.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<CodeMaps.Target> found = target.find(map, text);
        Optional<E> value = found.flatMap(t -> lawful(t.code(), read));
        if (value.isEmpty()) {
            code.part(1).lose(LossKind.UNKNOWN_CODE);
        } else if (found.filter(CodeMaps.Target::coarser).isPresent()) {
            code.part(1).lose(LossKind.COARSER);
        }
        Type source = plain(tableSystem, text);
        if (code.reaches(2)) {
            // A CWE where older versions of HL7 v2 have a bare code.
            source = concept(code, target, tableSystem).map(c -> (Type) c).orElse(source);
        }
        return Optional.of(new Closed<>(value, source));
    }

    /** A map may name a code that FHIR does not have. */
    private static <E> Optional<E> lawful(String code, Function<String, E> read) {
        try {
            return Optional.ofNullable(read.apply(code));
        } catch (FHIRException e) {
            return Optional.empty();
        }
    }
}
