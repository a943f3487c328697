package uk.portage.adapter.hl7v2.datatype;

import java.util.Optional;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.hl7.fhir.r4.model.HumanName.NameUseEnumFactory;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** XPN, a person's name (HL7 v2.4 section 2.9.51). */
public final class Xpn {

    /** FN-2 to FN-5, as FHIR's extensions of a family name. */
    private static final String[] FAMILY_PARTS = {
        "http://hl7.org/fhir/StructureDefinition/humanname-own-prefix",
        "http://hl7.org/fhir/StructureDefinition/humanname-own-name",
        "http://hl7.org/fhir/StructureDefinition/humanname-partner-prefix",
        "http://hl7.org/fhir/StructureDefinition/humanname-partner-name"
    };

    private Xpn() {}

    public static Optional<HumanName> name(Element xpn, TargetBundle target) {
        if (!xpn.isPresent()) {
            return Optional.empty();
        }
        HumanName name = parts(xpn, 0);
        use(xpn.part(7), target, name);
        String representation = xpn.text(8);
        if (!representation.isEmpty()) {
            name.addExtension(Extensions.own("name-representation", new StringType(representation)));
        }
        context(xpn.part(9), name, target);
        validity(xpn.part(10), xpn.part(12), xpn.part(13), name, target);
        assemblyOrder(xpn.text(11), name);
        suffix(name, xpn.text(14));
        String calledBy = xpn.text(15);
        if (!calledBy.isEmpty()) {
            name.addExtension(Extensions.own("called-by", new StringType(calledBy)));
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    /**
     * Family name to degree.
     *
     * @param shift 0 for XPN, whose first component is the family name; 1 for XCN, where an id precedes it
     */
    static HumanName parts(Element xpn, int shift) {
        HumanName name = new HumanName();
        Element family = xpn.part(1 + shift);
        String surname = family.text(1);
        if (!surname.isEmpty()) {
            name.setFamily(surname);
        }
        for (int i = 0; i < FAMILY_PARTS.length; i++) {
            String part = family.text(i + 2);
            if (!part.isEmpty()) {
                name.getFamilyElement().addExtension(FAMILY_PARTS[i], new StringType(part));
            }
        }
        given(name, xpn.text(2 + shift));
        given(name, xpn.text(3 + shift));
        suffix(name, xpn.text(4 + shift));
        String prefix = xpn.text(5 + shift);
        if (!prefix.isEmpty()) {
            name.addPrefix(prefix);
        }
        suffix(name, xpn.text(6 + shift));
        return name;
    }

    private static void given(HumanName name, String given) {
        if (!given.isEmpty()) {
            name.addGiven(given);
        }
    }

    private static void suffix(HumanName name, String suffix) {
        if (!suffix.isEmpty()) {
            name.addSuffix(suffix);
        }
    }

    private static void use(Element code, TargetBundle target, HumanName name) {
        Cwe.closed(code, target, CodeMapNames.NAME_TYPE, Systems.table("0200"), NameUse::fromCode)
                .ifPresent(use ->
                        name.setUseElement(use.onto(new Enumeration<>(new NameUseEnumFactory()), name::addExtension)));
    }

    static void context(Element code, HumanName name, TargetBundle target) {
        Cwe.concept(code, target, Systems.table("0448"))
                .ifPresent(c -> name.addExtension(Extensions.own("name-context", c)));
    }

    /** The range of older versions of HL7 v2, then the two times of later ones. */
    static void validity(Element range, Element from, Element to, HumanName name, TargetBundle target) {
        Ts.range(range, target).ifPresent(name::setPeriod);
        Ts.period(from, to, target).ifPresent(period -> {
            if (name.hasPeriod()) {
                name.addExtension(Extensions.own("effective-period", period));
            } else {
                name.setPeriod(period);
            }
        });
    }

    static void assemblyOrder(String order, HumanName name) {
        if (!order.isEmpty()) {
            name.addExtension(Extensions.own("name-assembly-order", new StringType(order)));
        }
    }
}
