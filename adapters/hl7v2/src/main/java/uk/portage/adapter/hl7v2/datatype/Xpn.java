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
        representation(xpn, name);
        Ts.range(xpn.part(10), target).ifPresent(name::setPeriod);
        String order = xpn.text(11);
        if (!order.isEmpty()) {
            name.addExtension(Extensions.own("name-assembly-order", new StringType(order)));
        }
        if (!name.hasPeriod()) {
            Ts.period(xpn.part(12), xpn.part(13), target).ifPresent(name::setPeriod);
        }
        suffix(name, xpn.text(14));
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

    private static void representation(Element xpn, HumanName name) {
        String representation = xpn.text(8);
        if (!representation.isEmpty()) {
            name.addExtension(Extensions.own("name-representation", new StringType(representation)));
        }
        String context = xpn.part(9).verbatim();
        if (!context.isEmpty()) {
            name.addExtension(Extensions.own("name-context", new StringType(context)));
        }
    }
}
