package uk.portage.adapter.hl7v2.datatype;

import java.util.Optional;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** XON, an organisation (HL7 v2.4 section 2.9.50), and organisations named by a code alone. */
public final class Xon {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Organization";

    private Xon() {}

    public static Optional<Organization> organization(Element xon, TargetBundle target) {
        if (!xon.isPresent()) {
            return Optional.empty();
        }
        String name = xon.text(1);
        String number = xon.text(3);
        String code = number.isEmpty() ? xon.text(10) : number;
        if (code.isEmpty() && name.isEmpty()) {
            // Nothing that would tell it from another.
            return Optional.empty();
        }
        Hd authority = Hd.of(xon.part(6));
        String key = code + '\n' + name + '\n' + authority.key();
        Organization organization = target.shared(Organization.class, key, () -> {
            Organization made = target.add(new Organization(), xon.path());
            made.getMeta().addProfile(PROFILE);
            if (!name.isEmpty()) {
                made.setName(name);
            }
            if (!code.isEmpty()) {
                made.addIdentifier(identifier(code, authority, target));
            } else if (!authority.isEmpty()) {
                made.addExtension(Extensions.own("assigning-authority", authority.reference()));
            }
            return made;
        });
        details(xon, number, organization, target);
        return Optional.of(organization);
    }

    private static void details(Element xon, String number, Organization organization, TargetBundle target) {
        own(organization, "organization-name-type", xon.text(2));
        own(organization, "check-digit", xon.text(4));
        own(organization, "check-digit-scheme", xon.text(5));
        Cwe.concept(xon.part(7), target, Systems.tableOf("0203", xon.text(7))).ifPresent(type -> {
            if (!organization.hasIdentifier()) {
                addOnce(organization, Extensions.own("identifier-type", type));
                return;
            }
            Identifier first = organization.getIdentifier().get(0);
            if (!first.hasType()) {
                first.setType(type);
            } else if (!first.getType().equalsDeep(type)) {
                addOnce(organization, Extensions.own("identifier-type", type));
            }
        });
        Hd facility = Hd.of(xon.part(8));
        if (!facility.isEmpty()) {
            addOnce(organization, Extensions.own("assigning-facility", facility.reference()));
        }
        own(organization, "name-representation", xon.text(9));
        String identifier = xon.text(10);
        if (!number.isEmpty() && !identifier.isEmpty() && !identifier.equals(number)) {
            Hd authority = Hd.of(xon.part(6));
            Identifier further = identifier(identifier, authority, target);
            if (organization.getIdentifier().stream().anyMatch(known -> isOtherOds(known, further))) {
                // Of one organisation only one of them can be ODS's, and UK Core allows no second.
                further.setSystem(Cx.system(authority, target));
            }
            for (Identifier known : organization.getIdentifier()) {
                if (known.equalsDeep(further)) {
                    return;
                }
            }
            organization.addIdentifier(further);
        }
    }

    private static boolean isOtherOds(Identifier known, Identifier further) {
        return Systems.ODS_ORGANISATION.equals(known.getSystem())
                && known.getSystem().equals(further.getSystem())
                && !known.getValue().equals(further.getValue());
    }

    private static void own(Organization organization, String name, String value) {
        if (!value.isEmpty()) {
            addOnce(organization, Extensions.own(name, new StringType(value)));
        }
    }

    /** One organisation is named in several fields, and they may differ in what they say of it. */
    private static void addOnce(Organization organization, Extension extension) {
        for (Extension known : organization.getExtension()) {
            if (known.equalsDeep(extension)) {
                return;
            }
        }
        organization.addExtension(extension);
    }

    /** An organisation or site named by an HD, as MSH-4 and PL-4 do: an ODS code, or a name. */
    public static Optional<Organization> facility(Element hd, TargetBundle target) {
        Hd facility = Hd.of(hd);
        if (facility.isEmpty()) {
            return Optional.empty();
        }
        String code = facility.name();
        String key = code + "\n\n" + facility.key();
        return Optional.of(target.shared(Organization.class, key, () -> {
            Organization made = target.add(new Organization(), hd.path());
            made.getMeta().addProfile(PROFILE);
            String namespace = facility.namespace();
            if (Ods.system(namespace).isPresent()) {
                made.addIdentifier(identifier(namespace, new Hd("", "", ""), target));
            } else if (!namespace.isEmpty()) {
                made.setName(namespace);
            }
            facility.universalIdentifier().ifPresent(made::addIdentifier);
            return made;
        }));
    }

    /** An organisation named as a code, as OBX-15 does: the code is its id, the text its name. */
    public static Optional<Organization> producer(Element ce, TargetBundle target) {
        if (!ce.isPresent()) {
            return Optional.empty();
        }
        String code = ce.text(1);
        String name = ce.text(2);
        if (code.isEmpty() && name.isEmpty()) {
            return Optional.empty();
        }
        String system = ce.text(3);
        String key = code + '\n' + name + '\n' + system;
        return Optional.of(target.shared(Organization.class, key, () -> {
            Organization made = target.add(new Organization(), ce.path());
            made.getMeta().addProfile(PROFILE);
            if (!name.isEmpty()) {
                made.setName(name);
            }
            if (!code.isEmpty()) {
                made.addIdentifier(identifier(code, new Hd(system, "", ""), target));
            } else if (!system.isEmpty()) {
                made.addExtension(Extensions.own("source-coding-system", new StringType(system)));
            }
            return made;
        }));
    }

    private static Identifier identifier(String code, Hd authority, TargetBundle target) {
        String system =
                Ods.system(code).filter(ods -> Ods.mayAssign(authority)).orElseGet(() -> Cx.system(authority, target));
        Identifier identifier = new Identifier().setSystem(system).setValue(code);
        if (!authority.isEmpty()) {
            identifier.setAssigner(authority.reference());
        }
        return identifier;
    }
}
