package uk.portage.adapter.hl7v2.datatype;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.hl7.fhir.r4.model.HumanName.NameUseEnumFactory;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** XCN, a health professional by number and name (HL7 v2.4 section 2.9.49). */
public final class Xcn {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Practitioner";

    private Xcn() {}

    /** The same person named in the same way is one resource, however many fields name them. */
    public static Optional<Practitioner> practitioner(Element xcn, TargetBundle target) {
        if (!xcn.isPresent()) {
            return Optional.empty();
        }
        Practitioner read = read(xcn, target);
        own(read, "name-representation", xcn.text(15));
        return Optional.of(shared(read, xcn, target));
    }

    /** What a further field says of the same person, and the first did not, is added. */
    private static Practitioner shared(Practitioner read, Element element, TargetBundle target) {
        Practitioner known = target.shared(Practitioner.class, key(read), () -> target.add(read, element.path()));
        if (known != read) {
            for (Identifier identifier : read.getIdentifier()) {
                if (!holds(known.getIdentifier(), identifier)) {
                    known.addIdentifier(identifier);
                }
            }
            for (HumanName name : read.getName()) {
                if (!holds(known.getName(), name)) {
                    known.addName(name);
                }
            }
            for (Extension extension : read.getExtension()) {
                if (!holds(known.getExtension(), extension)) {
                    known.addExtension(extension);
                }
            }
        }
        return known;
    }

    private static boolean holds(List<? extends Base> known, Base one) {
        for (Base candidate : known) {
            if (candidate.equalsDeep(one)) {
                return true;
            }
        }
        return false;
    }

    public static Optional<Reference> reference(Element xcn, TargetBundle target) {
        return practitioner(xcn, target).map(TargetBundle::to);
    }

    /** PPN: like an XCN, but its fifteenth component is the time at which the person acted, and is not read here. */
    public static Optional<Reference> signatory(Element ppn, TargetBundle target) {
        return ppn.isPresent()
                ? Optional.of(TargetBundle.to(shared(read(ppn, target), ppn, target)))
                : Optional.empty();
    }

    /** NDL: a person, and when and where that person did something, which stands with the reference. */
    public static Optional<Reference> named(Element ndl, TargetBundle target) {
        if (isXcn(ndl)) {
            return reference(ndl, target);
        }
        Reference reference = person(ndl.part(1), target).map(TargetBundle::to).orElseGet(Reference::new);
        if (ndl.reaches(2)) {
            Ts.period(ndl.part(2), ndl.part(3), target)
                    .ifPresent(period -> reference.addExtension(Extensions.own("period", period)));
            if (namesPlace(ndl)) {
                reference.addExtension(Extensions.own("location", TargetBundle.to(Pl.location(ndl, 3, target))));
            }
        }
        return reference.isEmpty() ? Optional.empty() : Optional.of(reference);
    }

    /** Feeds that send an XCN where NDL belongs put the family name in the second component, where NDL has a time. */
    private static boolean isXcn(Element ndl) {
        return !ndl.part(1).part(2).isPresent()
                && ndl.part(2).isPresent()
                && Timestamp.parse(ndl.text(2)).isEmpty();
    }

    private static boolean namesPlace(Element ndl) {
        for (int part = 4; part <= 11; part++) {
            if (ndl.part(part).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** CNN, an id and a name without an authority's structure. */
    private static Optional<Practitioner> person(Element person, TargetBundle target) {
        if (!person.isPresent()) {
            return Optional.empty();
        }
        Practitioner read = new Practitioner();
        read.getMeta().addProfile(PROFILE);
        String number = person.text(1);
        if (!number.isEmpty()) {
            Hd authority = new Hd(person.text(9), person.text(10), person.text(11));
            Identifier identifier = new Identifier()
                    .setSystem(system(number, authority, target))
                    .setValue(number);
            if (!authority.isEmpty()) {
                identifier.setAssigner(authority.reference());
            }
            read.addIdentifier(identifier);
        }
        HumanName name = Xpn.parts(person, 1);
        if (!name.isEmpty()) {
            read.addName(name);
        }
        own(read, "source-table", person.text(8));
        return Optional.of(shared(read, person, target));
    }

    private static String key(Practitioner practitioner) {
        StringBuilder key = new StringBuilder();
        for (Identifier identifier : practitioner.getIdentifier()) {
            key.append(identifier.getSystem())
                    .append('|')
                    .append(identifier.getValue())
                    .append('|')
                    .append(identifier.getAssigner().getDisplay())
                    .append('|')
                    .append(identifier.getAssigner().getIdentifier().getValue())
                    .append('|')
                    .append(identifier.getAssigner().getIdentifier().getType().getText());
        }
        for (HumanName name : practitioner.getName()) {
            key.append('\n').append(name.getFamily());
            name.getGiven().forEach(given -> key.append('^').append(given.getValue()));
            name.getPrefix().forEach(prefix -> key.append('^').append(prefix.getValue()));
            name.getSuffix().forEach(suffix -> key.append('^').append(suffix.getValue()));
        }
        return key.toString();
    }

    private static Practitioner read(Element xcn, TargetBundle target) {
        Practitioner practitioner = new Practitioner();
        practitioner.getMeta().addProfile(PROFILE);
        String number = xcn.text(1);
        Hd authority = Hd.of(xcn.part(9));
        if (!number.isEmpty()) {
            practitioner.addIdentifier(identifier(xcn, number, authority, target));
        } else if (!authority.isEmpty()) {
            practitioner.addExtension(Extensions.own("assigning-authority", authority.reference()));
        }
        HumanName name = Xpn.parts(xcn, 1);
        Cwe.closed(xcn.part(10), target, CodeMapNames.NAME_TYPE, Systems.table("0200"), NameUse::fromCode)
                .ifPresent(use ->
                        name.setUseElement(use.onto(new Enumeration<>(new NameUseEnumFactory()), name::addExtension)));
        if (!name.isEmpty()) {
            if (xcn.reaches(16)) {
                nameDetails(xcn, name, target);
            }
            practitioner.addName(name);
        }
        own(practitioner, "source-table", xcn.text(8));
        return practitioner;
    }

    /** XCN-16 to XCN-21, as later versions of HL7 v2 have them. */
    private static void nameDetails(Element xcn, HumanName name, TargetBundle target) {
        Xpn.context(xcn.part(16), name, target);
        Xpn.validity(xcn.part(17), xcn.part(19), xcn.part(20), name, target);
        Xpn.assemblyOrder(xcn.text(18), name);
        String suffix = xcn.text(21);
        if (!suffix.isEmpty()) {
            name.addSuffix(suffix);
        }
    }

    private static Identifier identifier(Element xcn, String number, Hd authority, TargetBundle target) {
        Identifier identifier =
                new Identifier().setSystem(system(number, authority, target)).setValue(number);
        if (!authority.isEmpty()) {
            identifier.setAssigner(authority.reference());
        }
        Cwe.concept(xcn.part(13), target, Systems.tableOf("0203", xcn.text(13))).ifPresent(identifier::setType);
        Hd facility = Hd.of(xcn.part(14));
        if (!facility.isEmpty()) {
            identifier.addExtension(Extensions.own("assigning-facility", facility.reference()));
        }
        String checkDigit = xcn.text(11);
        if (!checkDigit.isEmpty()) {
            identifier.addExtension(Extensions.own("check-digit", new StringType(checkDigit)));
        }
        String scheme = xcn.text(12);
        if (!scheme.isEmpty()) {
            identifier.addExtension(Extensions.own("check-digit-scheme", new StringType(scheme)));
        }
        if (xcn.reaches(22)) {
            Cx.assigner(xcn, 22, identifier, target);
        }
        return identifier;
    }

    /**
     * By the form of the number first, because feeds name the GMC as the authority of GPs' numbers, too: a consultant
     * code is C and seven digits, a GP's number G and seven digits (NHS Data Dictionary).
     */
    private static String system(String number, Hd authority, TargetBundle target) {
        if (isLetterAndSevenDigits(number, 'C')) {
            return Systems.GMC;
        }
        if (isLetterAndSevenDigits(number, 'G')) {
            return Systems.GMP;
        }
        return switch (authority.namespace().toUpperCase(Locale.ROOT)) {
            case "GMC" -> Systems.GMC;
            case "GMP", "GP" -> Systems.GMP;
            case "NMC" -> Systems.NMC;
            case "HCPC" -> Systems.HCPC;
            case "SDS", "SDSUSERID", "UUID" -> Systems.SDS_USER;
            default -> Cx.system(authority, target);
        };
    }

    private static boolean isLetterAndSevenDigits(String number, char letter) {
        if (number.length() != 8 || number.charAt(0) != letter) {
            return false;
        }
        for (int i = 1; i < 8; i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static void own(Practitioner practitioner, String name, String value) {
        if (!value.isEmpty()) {
            practitioner.addExtension(Extensions.own(name, new StringType(value)));
        }
    }
}
