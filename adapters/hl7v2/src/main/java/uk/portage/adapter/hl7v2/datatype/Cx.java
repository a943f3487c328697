package uk.portage.adapter.hl7v2.datatype;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** CX, an identifier with its assigning authority (HL7 v2.4 section 2.9.12). */
public final class Cx {

    private Cx() {}

    /** An NHS number gets its own system, any other id one that is scoped by authority and sending organisation. */
    public static Optional<Identifier> identifier(Element cx, TargetBundle target) {
        String value = cx.text(1);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Identifier identifier = new Identifier();
        Hd authority = Hd.of(cx.part(4));
        if (NhsNumber.isNamedBy(cx)) {
            identifier.setSystem(Systems.NHS_NUMBER).setValue(NhsNumber.normal(value));
        } else {
            identifier.setSystem(system(authority, target)).setValue(value);
        }
        if (!authority.isEmpty()) {
            identifier.setAssigner(authority.reference());
        }
        type(cx.part(5), target).ifPresent(identifier::setType);
        String checkDigit = cx.text(2);
        if (!checkDigit.isEmpty()) {
            identifier.addExtension(Extensions.own("check-digit", new StringType(checkDigit)));
        }
        String scheme = cx.text(3);
        if (!scheme.isEmpty()) {
            identifier.addExtension(Extensions.own("check-digit-scheme", new StringType(scheme)));
        }
        Hd facility = Hd.of(cx.part(6));
        if (!facility.isEmpty()) {
            identifier.addExtension(Extensions.own("assigning-facility", facility.reference()));
        }
        Ts.period(cx.part(7), cx.part(8), target).ifPresent(identifier::setPeriod);
        if (cx.reaches(9)) {
            assigner(cx, 9, identifier, target);
        }
        return Optional.of(identifier);
    }

    /**
     * The last four components of CX and XCN: jurisdiction and agency that assigned the id, its security check and the
     * check's scheme.
     */
    static void assigner(Element cx, int first, Identifier identifier, TargetBundle target) {
        Cwe.concept(cx.part(first), target, Systems.table("0363"))
                .ifPresent(c -> identifier.addExtension(Extensions.own("assigning-jurisdiction", c)));
        Cwe.concept(cx.part(first + 1), target, Systems.table("0363"))
                .ifPresent(c -> identifier.addExtension(Extensions.own("assigning-agency", c)));
        String check = cx.text(first + 2);
        if (!check.isEmpty()) {
            identifier.addExtension(Extensions.own("security-check", new StringType(check)));
        }
        String scheme = cx.text(first + 3);
        if (!scheme.isEmpty()) {
            identifier.addExtension(Extensions.own("security-check-scheme", new StringType(scheme)));
        }
    }

    /** EI: an id and its namespace, universal id and type. Without an id, what is said of it alone. */
    public static Optional<Identifier> entity(Element ei, TargetBundle target) {
        if (!ei.isPresent()) {
            return Optional.empty();
        }
        String value = ei.text(1);
        Hd authority = new Hd(ei.text(2), ei.text(3), ei.text(4));
        Identifier identifier = new Identifier();
        if (!value.isEmpty()) {
            identifier.setSystem(system(authority, target)).setValue(value);
        }
        if (!authority.isEmpty()) {
            identifier.setAssigner(authority.reference());
        }
        // What stands in a component that EI does not have is nobody's id.
        return identifier.isEmpty() ? Optional.empty() : Optional.of(identifier);
    }

    static String system(Hd authority, TargetBundle target) {
        if (Hd.isOid(authority.universalId())) {
            return "urn:oid:" + authority.universalId();
        }
        return target.localSystem("local", authority.name());
    }

    private static Optional<CodeableConcept> type(Element code, TargetBundle target) {
        return Cwe.concept(code, target, Systems.tableOf("0203", code.text()));
    }
}
