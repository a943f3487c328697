package uk.portage.adapter.hl7v2.datatype;

import java.util.Optional;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Address.AddressType;
import org.hl7.fhir.r4.model.Address.AddressTypeEnumFactory;
import org.hl7.fhir.r4.model.Address.AddressUse;
import org.hl7.fhir.r4.model.Address.AddressUseEnumFactory;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.CodeMaps;

/** XAD, an address (HL7 v2.4 section 2.9.47). In England XAD-4 is the county, which FHIR calls district. */
public final class Xad {

    private static final String HOUSE_NUMBER = "http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-houseNumber";
    private static final String STREET_NAME = "http://hl7.org/fhir/StructureDefinition/iso21090-ADXP-streetName";

    private Xad() {}

    public static Optional<Address> address(Element xad, TargetBundle target) {
        if (!xad.isPresent()) {
            return Optional.empty();
        }
        Address address = new Address();
        // SAD: the whole street line, else its name and number apart.
        Element street = xad.part(1);
        line(address, street.text(1));
        houseAndStreet(street.text(3), street.text(2), address);
        line(address, xad.text(2));
        line(address, xad.text(8));
        String city = xad.text(3);
        if (!city.isEmpty()) {
            address.setCity(city);
        }
        String county = xad.text(4);
        if (!county.isEmpty()) {
            address.setDistrict(county);
        }
        String postcode = xad.text(5);
        if (!postcode.isEmpty()) {
            address.setPostalCode(postcode);
        }
        String country = xad.text(6);
        if (!country.isEmpty()) {
            address.setCountry(country);
        }
        type(xad.part(7), target, address);
        code(address, "county-parish-code", xad.part(9), "0289", target);
        code(address, "census-tract", xad.part(10), "0288", target);
        own(address, "address-representation", xad.text(11));
        Ts.range(xad.part(12), target).ifPresent(address::setPeriod);
        Ts.period(xad.part(13), xad.part(14), target).ifPresent(period -> {
            if (address.hasPeriod()) {
                address.addExtension(Extensions.own("effective-period", period));
            } else {
                address.setPeriod(period);
            }
        });
        if (xad.reaches(15)) {
            later(xad, address, target);
        }
        return address.isEmpty() ? Optional.empty() : Optional.of(address);
    }

    /** XAD-15 to XAD-23, as later versions of HL7 v2 have them. */
    private static void later(Element xad, Address address, TargetBundle target) {
        code(address, "expiration-reason", xad.part(15), "0616", target);
        own(address, "temporary-indicator", xad.text(16));
        own(address, "bad-address-indicator", xad.text(17));
        own(address, "address-usage", xad.text(18));
        own(address, "addressee", xad.part(19).verbatim());
        own(address, "comment", xad.part(20).verbatim());
        own(address, "preference-order", xad.text(21));
        code(address, "protection-code", xad.part(22), "0618", target);
        Cx.entity(xad.part(23), target).ifPresent(id -> address.addExtension(Extensions.own("address-identifier", id)));
    }

    private static void code(Address address, String name, Element code, String table, TargetBundle target) {
        Cwe.concept(code, target, Systems.table(table)).ifPresent(c -> address.addExtension(Extensions.own(name, c)));
    }

    private static void houseAndStreet(String number, String street, Address address) {
        if (number.isEmpty() && street.isEmpty()) {
            return;
        }
        StringType line = new StringType((number + ' ' + street).strip());
        if (!number.isEmpty()) {
            line.addExtension(HOUSE_NUMBER, new StringType(number));
        }
        if (!street.isEmpty()) {
            line.addExtension(STREET_NAME, new StringType(street));
        }
        address.getLine().add(line);
    }

    private static void line(Address address, String line) {
        if (!line.isEmpty()) {
            address.addLine(line);
        }
    }

    private static void own(Address address, String name, String value) {
        if (!value.isEmpty()) {
            address.addExtension(Extensions.own(name, new StringType(value)));
        }
    }

    /** HL7 table 0190 says in one code what FHIR says in two: use and type. */
    private static void type(Element code, TargetBundle target, Address address) {
        String text = code.text();
        if (text.isEmpty()) {
            return;
        }
        Optional<CodeMaps.Target> found = target.find(CodeMapNames.ADDRESS_TYPE, text);
        if (found.isPresent() && found.get().system().endsWith("address-type")) {
            Cwe.closed(code, target, CodeMapNames.ADDRESS_TYPE, Systems.table("0190"), AddressType::fromCode)
                    .ifPresent(type -> address.setTypeElement(
                            type.onto(new Enumeration<>(new AddressTypeEnumFactory()), address::addExtension)));
        } else {
            Cwe.closed(code, target, CodeMapNames.ADDRESS_TYPE, Systems.table("0190"), AddressUse::fromCode)
                    .ifPresent(use -> address.setUseElement(
                            use.onto(new Enumeration<>(new AddressUseEnumFactory()), address::addExtension)));
        }
    }
}
