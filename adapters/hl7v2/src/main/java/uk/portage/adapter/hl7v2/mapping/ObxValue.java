package uk.portage.adapter.hl7v2.mapping;

import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Nm;
import uk.portage.adapter.hl7v2.datatype.Sn;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.CodeMaps;
import uk.portage.adapter.spi.LossKind;

/** OBX-5 by the type that OBX-2 names (HL7 table 0125), with the units of OBX-6. */
final class ObxValue {

    private ObxValue() {}

    static String type(Segment obx) {
        return obx.text(2).toUpperCase(Locale.ROOT);
    }

    /** A type whose repetitions are lines of one text. */
    static boolean isText(String type) {
        return switch (type) {
            case "ST", "TX", "FT", "" -> true;
            default -> false;
        };
    }

    static Optional<Type> text(Segment obx) {
        String text = obx.verbatim(5);
        return text.isBlank() ? Optional.empty() : Optional.of(new StringType(text));
    }

    /** A value that is not lawful for its type is carried as text. */
    static Optional<Type> of(String type, Element value, Element units, TargetBundle target) {
        return switch (type) {
            case "NM" -> number(value, units, target);
            case "SN" -> structuredNumber(value, units, target);
            case "CE", "CWE", "CNE", "CF", "IS", "ID" ->
                Cwe.concept(value, target, target.localSystem("code-system", ""))
                        .map(c -> c);
            case "DT", "TS", "DTM" -> Ts.dateTime(value, target).map(t -> t);
            case "TM" -> Ts.time(value).map(t -> t);
            case "DR" -> Ts.range(value, target).map(p -> p);
            default -> asText(value);
        };
    }

    private static Optional<Type> number(Element value, Element units, TargetBundle target) {
        String text = value.text();
        Optional<Quantity> quantity = Nm.quantity(text);
        if (quantity.isEmpty()) {
            return asText(value);
        }
        if (!Nm.isPlain(text)) {
            value.part(1).lose(LossKind.COARSER);
        }
        unit(quantity.get(), units, target);
        return Optional.of(quantity.get());
    }

    private static Optional<Type> structuredNumber(Element value, Element units, TargetBundle target) {
        Optional<Type> number = Sn.value(value);
        if (number.isEmpty()) {
            return asText(value);
        }
        if (number.get() instanceof Quantity quantity) {
            unit(quantity, units, target);
        } else if (number.get() instanceof Range range) {
            unit(range.getLow(), units, target);
            unit(range.getHigh(), units, target);
        }
        return number;
    }

    /** Structured numbers and data types of demographics: as the sender wrote them, without their delimiters' meaning. */
    private static Optional<Type> asText(Element value) {
        String text = value.verbatim();
        if (text.isBlank()) {
            return Optional.empty();
        }
        value.lose(LossKind.TEXT_ONLY);
        return Optional.of(new StringType(text.strip()));
    }

    /** FHIR wants a system beside a unit's code: without one the code is only what people read. */
    static void unit(Quantity quantity, Element units, TargetBundle target) {
        String code = units.text(1);
        String text = units.text(2);
        String systemName = units.text(3);
        if (code.isEmpty() && text.isEmpty()) {
            return;
        }
        quantity.setUnit(text.isEmpty() ? code : text);
        boolean named = !systemName.isEmpty() || !text.isEmpty();
        if (named && !code.isEmpty()) {
            String system = target.find(CodeMapNames.CODING_SYSTEM, systemName)
                    .map(CodeMaps.Target::code)
                    .orElseGet(() -> target.localSystem("code-system", systemName.isEmpty() ? "units" : systemName));
            quantity.setSystem(system).setCode(code);
            if (!systemName.isEmpty() && !system.equals(Systems.UCUM)) {
                quantity.addExtension(Extensions.own("source-coding-system", new StringType(systemName)));
            }
        }
        if (units.part(4).isPresent() || units.part(5).isPresent()) {
            quantity.addExtension(Extensions.own(
                    "alternate-units", Cwe.alternate(units, target, target.localSystem("code-system", "units"))));
        }
    }
}
