package uk.portage.adapter.hl7v2.datatype;

import java.util.Optional;
import org.hl7.fhir.r4.model.Address;
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
        Location location = location(pl, 0, target);
        details(pl, location, target);
        return Optional.of(location);
    }

    /** LA1 and LA2, the places of older versions of HL7 v2 (2.4 section 2.9.25): as PL, then an address. */
    public static Optional<Location> locationWithAddress(Element la, TargetBundle target) {
        if (!la.isPresent()) {
            return Optional.empty();
        }
        Location location = location(la, 0, target);
        Address address = new Address();
        String street = la.part(9).verbatim();
        if (!street.isEmpty()) {
            address.addLine(street);
        }
        String other = la.text(10);
        if (!other.isEmpty()) {
            address.addLine(other);
        }
        String city = la.text(11);
        if (!city.isEmpty()) {
            address.setCity(city);
        }
        String county = la.text(12);
        if (!county.isEmpty()) {
            address.setDistrict(county);
        }
        String postcode = la.text(13);
        if (!postcode.isEmpty()) {
            address.setPostalCode(postcode);
        }
        String country = la.text(14);
        if (!country.isEmpty()) {
            address.setCountry(country);
        }
        if (!address.isEmpty()) {
            location.setAddress(address);
        }
        return Optional.of(location);
    }

    /** @param before how many components precede the place: 3 in NDL, none in PL */
    static Location location(Element pl, int before, TargetBundle target) {
        Location location = target.add(new Location(), pl.path());
        location.getMeta().addProfile(PROFILE);
        location.setMode(Location.LocationMode.INSTANCE);
        StringBuilder name = new StringBuilder();
        level(pl.part(before + 1), "point-of-care", location, name, target);
        level(pl.part(before + 7), "building", location, name, target);
        level(pl.part(before + 8), "floor", location, name, target);
        boolean room = level(pl.part(before + 2), "room", location, name, target);
        boolean bed = level(pl.part(before + 3), "bed", location, name, target);
        Xon.facility(pl.part(before + 4), target).ifPresent(site -> {
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
        String status = pl.text(before + 5);
        if (!status.isEmpty()) {
            location.addExtension(Extensions.own("location-status", new StringType(status)));
        }
        Cwe.concept(pl.part(before + 6), target, Systems.table("0305")).ifPresent(location::addType);
        return location;
    }

    /** PL-9 to PL-11. */
    private static void details(Element pl, Location location, TargetBundle target) {
        String description = pl.text(9);
        if (!description.isEmpty()) {
            location.setDescription(description);
        }
        Cx.entity(pl.part(10), target).ifPresent(location::addIdentifier);
        Hd authority = Hd.of(pl.part(11));
        if (!authority.isEmpty()) {
            location.addExtension(Extensions.own("assigning-authority", authority.reference()));
        }
    }

    /** IS in older versions of HL7 v2, HD in later ones: the universal id is that of whoever named the place. */
    private static boolean level(
            Element level, String kind, Location location, StringBuilder name, TargetBundle target) {
        Hd place = Hd.of(level);
        String text = place.name();
        if (place.isEmpty()) {
            return false;
        }
        Identifier identifier = new Identifier().setSystem(target.localSystem(kind, ""));
        if (!text.isEmpty()) {
            identifier.setValue(text);
        }
        place.universalIdentifier().ifPresent(id -> identifier.getAssigner().setIdentifier(id));
        location.addIdentifier(identifier);
        name.append(name.length() == 0 ? "" : " ").append(text);
        return true;
    }
}
