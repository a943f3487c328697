package uk.portage.adapter.hl7v2.datatype;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import uk.portage.adapter.hl7v2.reader.Element;

/**
 * HD, the name of an authority, application or facility (HL7 v2.4 section 2.9.21).
 *
 * @param namespace HD-1
 * @param universalId HD-2
 * @param universalIdType HD-3
 */
public record Hd(String namespace, String universalId, String universalIdType) {

    public static Hd of(Element hd) {
        return new Hd(hd.text(1), hd.text(2), hd.text(3));
    }

    public boolean isEmpty() {
        return namespace.isEmpty() && universalId.isEmpty() && universalIdType.isEmpty();
    }

    /** The name people know: the namespace, else the universal id. */
    public String name() {
        return namespace.isEmpty() ? universalId : namespace;
    }

    /** Everything sent, so that equal keys are equal names. */
    String key() {
        return namespace + '\n' + universalId + '\n' + universalIdType;
    }

    /** A logical reference: the namespace as display, the universal id as identifier. */
    public Reference reference() {
        Reference reference = new Reference();
        if (!namespace.isEmpty()) {
            reference.setDisplay(namespace);
        }
        universalIdentifier().ifPresent(reference::setIdentifier);
        return reference;
    }

    /** The universal id with its type, if either was sent. */
    public Optional<Identifier> universalIdentifier() {
        if (universalId.isEmpty() && universalIdType.isEmpty()) {
            return Optional.empty();
        }
        Identifier identifier = new Identifier();
        if (!universalId.isEmpty()) {
            identifier.setValue(universalId);
        }
        if (!universalIdType.isEmpty()) {
            identifier.setType(new CodeableConcept().setText(universalIdType));
        }
        return Optional.of(identifier);
    }

    /** An OID as FHIR takes it: three arcs or more without leading zeros, the first of them 0, 1 or 2. */
    public static boolean isOid(String text) {
        if (text.length() < 3 || text.charAt(0) > '2' || text.charAt(1) != '.') {
            return false;
        }
        int arc = 0;
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                if (arc == 1 && text.charAt(i - 1) == '0') {
                    return false;
                }
                arc++;
            } else if (c == '.' && arc > 0) {
                arc = 0;
                dots++;
            } else {
                return false;
            }
        }
        return arc > 0 && dots >= 2;
    }
}
