package uk.portage.adapter.hl7v2.datatype;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * PL, a person's location (HL7 v2.4 section 2.9.32). In England: point of care, ward, bed, and the ODS code of the
 * hospital site. One Location with an identifier for each level, so that a reader has ward and bed in one place.
 */
public final class Pl {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Location";
    private static final String PHYSICAL_TYPE = "http://terminology.hl7.org/CodeSystem/location-physical-type";

    private Pl() {}

    public static Optional<Location> location(Element pl, TargetBundle target) {
        if (!pl.isPresent()) {
            return Optional.empty();
        }
        Location location = target.add(new Location(), pl.path());
        location.getMeta().addProfile(PROFILE);
        location.setMode(Location.LocationMode.INSTANCE);
        StringBuilder name = new StringBuilder();
        level(pl.text(1), "point-of-care", location, name, target);
        level(pl.text(7), "building", location, name, target);
        level(pl.text(8), "floor", location, name, target);
        boolean room = level(pl.text(2), "room", location, name, target);
        boolean bed = level(pl.text(3), "bed", location, name, target);
        Xon.facility(pl.part(4), target).ifPresent(site -> {
            site.getIdentifier().stream()
                    .filter(id -> Systems.ODS_SITE.equals(id.getSystem()))
                    .findFirst()
                    .ifPresent(id -> location.addIdentifier(
                            new Identifier().setSystem(Systems.ODS_SITE).setValue(id.getValue())));
            location.setManagingOrganization(TargetBundle.to(site));
        });
        if (name.length() > 0) {
            location.setName(name.toString());
        }
        if (bed || room) {
            location.setPhysicalType(new CodeableConcept());
            location.getPhysicalType().addCoding().setSystem(PHYSICAL_TYPE).setCode(bed ? "bd" : "ro");
        }
        String status = pl.text(5);
        if (!status.isEmpty()) {
            location.addExtension(Extensions.own("location-status", new StringType(status)));
        }
        Cwe.concept(pl.part(6), target, Systems.table("0305")).ifPresent(location::addType);
        String description = pl.text(9);
        if (!description.isEmpty()) {
            location.setDescription(description);
        }
        Cx.entity(pl.part(10), target).ifPresent(location::addIdentifier);
        Hd authority = Hd.of(pl.part(11));
        if (!authority.isEmpty()) {
            location.addExtension(Extensions.own("assigning-authority", authority.reference()));
        }
        return Optional.of(location);
    }

    private static boolean level(
            String text, String level, Location location, StringBuilder name, TargetBundle target) {
        if (text.isEmpty()) {
            return false;
        }
        location.addIdentifier(
                new Identifier().setSystem(target.localSystem(level, "")).setValue(text));
        name.append(name.length() == 0 ? "" : " ").append(text);
        return true;
    }
}
