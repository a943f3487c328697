package uk.portage.adapter.hl7v2.datatype;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystemEnumFactory;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUseEnumFactory;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.CodeMaps;

/** XTN, a telephone number or electronic address (HL7 v2.4 section 2.9.52). */
public final class Xtn {

    /** XTN-5 to XTN-8, as FHIR's extensions of a contact point. */
    private static final String[] NUMBER_PARTS = {
        "http://hl7.org/fhir/StructureDefinition/contactpoint-country",
        "http://hl7.org/fhir/StructureDefinition/contactpoint-area",
        "http://hl7.org/fhir/StructureDefinition/contactpoint-local",
        "http://hl7.org/fhir/StructureDefinition/contactpoint-extension"
    };

    private Xtn() {}

    /** @param fieldUse what the field itself says of the use, for example that PID-14 is the business number */
    public static List<ContactPoint> contactPoints(
            Element xtn, TargetBundle target, @Nullable ContactPointUse fieldUse) {
        List<ContactPoint> points = new ArrayList<>(1);
        if (!xtn.isPresent()) {
            return points;
        }
        String number = xtn.part(1).verbatim();
        String email = xtn.text(4);
        String unformatted = xtn.text(12);
        ContactPoint point = new ContactPoint();
        String composed = numberParts(xtn, point);
        String value = !number.isEmpty() ? number : !unformatted.isEmpty() ? unformatted : composed;
        boolean hasNumber = !value.isEmpty();
        if (!unformatted.isEmpty() && !unformatted.equals(value)) {
            point.addExtension(Extensions.own("unformatted-number", new StringType(unformatted)));
        }
        if (hasNumber || !email.isEmpty()) {
            point.setValue(hasNumber ? value : email);
        }
        equipment(xtn.part(3), target, point, hasNumber ? value : email);
        use(xtn.part(2), xtn.part(3), target, point, fieldUse);
        own(point, "contact-comment", xtn.text(9));
        own(point, "extension-prefix", xtn.text(10));
        own(point, "speed-dial", xtn.text(11));
        if (xtn.reaches(13)) {
            later(xtn, point, target);
        }
        if (!point.isEmpty()) {
            points.add(point);
        }
        if (hasNumber && !email.isEmpty() && !email.equals(value)) {
            ContactPoint mail =
                    new ContactPoint().setSystem(ContactPointSystem.EMAIL).setValue(email);
            mail.setUse(fieldUse);
            points.add(mail);
        }
        return points;
    }

    /** XTN-13 to XTN-18, as later versions of HL7 v2 have them. */
    private static void later(Element xtn, ContactPoint point, TargetBundle target) {
        Ts.period(xtn.part(13), xtn.part(14), target).ifPresent(point::setPeriod);
        Cwe.concept(xtn.part(15), target, Systems.table("0868"))
                .ifPresent(c -> point.addExtension(Extensions.own("expiration-reason", c)));
        Cwe.concept(xtn.part(16), target, Systems.table("0618"))
                .ifPresent(c -> point.addExtension(Extensions.own("protection-code", c)));
        Cx.entity(xtn.part(17), target)
                .ifPresent(id -> point.addExtension(Extensions.own("shared-telecom-identifier", id)));
        String preference = xtn.text(18);
        Optional<Integer> rank = Nm.whole(preference).filter(n -> n > 0);
        rank.ifPresent(point::setRank);
        if (rank.isEmpty() || !preference.equals(rank.get().toString())) {
            own(point, "preference-order", preference);
        }
    }

    private static String numberParts(Element xtn, ContactPoint point) {
        StringBuilder composed = new StringBuilder();
        for (int i = 0; i < NUMBER_PARTS.length; i++) {
            String part = xtn.text(5 + i);
            if (!part.isEmpty()) {
                point.addExtension(NUMBER_PARTS[i], new StringType(part));
                if (i == 0 && !part.startsWith("+")) {
                    composed.append('+');
                } else if (i == 3) {
                    composed.append(" x");
                } else if (i > 0 && composed.length() > 0) {
                    composed.append(' ');
                }
                composed.append(part);
            }
        }
        return composed.toString();
    }

    private static void equipment(Element code, TargetBundle target, ContactPoint point, String value) {
        Optional<Cwe.Closed<ContactPointSystem>> equipment =
                Cwe.closed(code, target, CodeMapNames.TELECOM_EQUIPMENT, Systems.table("0202"), Xtn::system);
        if (value.isEmpty() && equipment.isEmpty()) {
            return;
        }
        Enumeration<ContactPointSystem> element = new Enumeration<>(new ContactPointSystemEnumFactory());
        equipment.ifPresent(e -> e.onto(element, point::addExtension));
        if (value.indexOf('@') > 0) {
            element.setValue(ContactPointSystem.EMAIL);
        } else if (!element.hasValue()) {
            element.setValue(ContactPointSystem.PHONE);
        }
        point.setSystemElement(element);
    }

    /** UK Core has systems that FHIR lacks, for example a textphone; FHIR's word for them is other. */
    private static ContactPointSystem system(String code) {
        return code.equals("textphone") ? ContactPointSystem.OTHER : ContactPointSystem.fromCode(code);
    }

    private static void use(
            Element code,
            Element equipment,
            TargetBundle target,
            ContactPoint point,
            @Nullable ContactPointUse fieldUse) {
        // Table 0201 says of some numbers what they are, not what they are for.
        Optional<CodeMaps.Target> found = target.find(CodeMapNames.TELECOM_USE, code.text());
        if (found.isPresent() && found.get().system().endsWith("contact-point-system")) {
            Cwe.closed(code, target, CodeMapNames.TELECOM_USE, Systems.table("0201"), ContactPointSystem::fromCode)
                    .ifPresent(system -> {
                        Enumeration<ContactPointSystem> element = point.hasSystemElement()
                                ? point.getSystemElement()
                                : new Enumeration<>(new ContactPointSystemEnumFactory());
                        point.setSystemElement(system.onto(element, point::addExtension));
                    });
            point.setUse(fieldUse);
            return;
        }
        Enumeration<ContactPointUse> element = new Enumeration<>(new ContactPointUseEnumFactory());
        Cwe.closed(code, target, CodeMapNames.TELECOM_USE, Systems.table("0201"), ContactPointUse::fromCode)
                .ifPresent(use -> use.onto(element, point::addExtension));
        if (equipment.text().equals("CP")) {
            element.setValue(ContactPointUse.MOBILE);
        } else if (!element.hasValue() && fieldUse != null && point.hasValue()) {
            element.setValue(fieldUse);
        }
        if (!element.isEmpty()) {
            point.setUseElement(element);
        }
    }

    private static void own(ContactPoint point, String name, String value) {
        if (!value.isEmpty()) {
            point.addExtension(Extensions.own(name, new StringType(value)));
        }
    }
}
