package uk.portage.adapter.hl7v2.mapping;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Quantity;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Nm;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.LossKind;

/**
 * How long an appointment or a resource is needed: an NM and a CE for its unit.
 *
 * @param number as sent; empty if none, or none that is a number
 * @param units as sent
 * @param minutes the same in minutes, if it is a whole number of them
 */
record Minutes(Optional<BigDecimal> number, Optional<CodeableConcept> units, Optional<Integer> minutes) {

    /** A year: what is longer is no appointment's. */
    private static final BigDecimal LONGEST = BigDecimal.valueOf(366 * 24 * 60);

    static Minutes of(Element number, Element units, TargetBundle target) {
        Optional<BigDecimal> read = Nm.decimal(number.text());
        if (number.isPresent() && read.isEmpty()) {
            number.lose(LossKind.UNPARSEABLE);
        } else if (read.isPresent() && !Nm.isPlain(number.text())) {
            number.part(1).lose(LossKind.COARSER);
        }
        Optional<CodeableConcept> unit = Cwe.concept(units, target, target.localSystem("code-system", "units"));
        return new Minutes(
                read, unit, read.flatMap(n -> minutes(n, units.text(1).isEmpty() ? units.text(2) : units.text(1))));
    }

    /** ISO's letters and what people write; a duration without a unit is in minutes, as scheduling systems have it. */
    private static Optional<Integer> minutes(BigDecimal number, String unit) {
        BigDecimal minutes = switch (unit.toLowerCase(Locale.ROOT)) {
            case "", "m", "min", "mins", "minute", "minutes" -> number;
            case "h", "hr", "hrs", "hour", "hours" -> number.multiply(BigDecimal.valueOf(60));
            default -> BigDecimal.ZERO;
        };
        boolean whole =
                minutes.signum() > 0 && minutes.stripTrailingZeros().scale() <= 0 && minutes.compareTo(LONGEST) < 0;
        return whole ? Optional.of(minutes.intValue()) : Optional.empty();
    }

    /** What was sent, as a quantity; the unit's code stands in an extension because its system is not always known. */
    Optional<Quantity> quantity() {
        Quantity quantity = new Quantity();
        number.ifPresent(quantity::setValue);
        units.ifPresent(u -> quantity.addExtension(Extensions.own("units", u)));
        return quantity.isEmpty() ? Optional.empty() : Optional.of(quantity);
    }

    void onto(Appointment appointment) {
        boolean asSent =
                minutes.isPresent() && number.filter(n -> n.scale() <= 0).isPresent() && units.isEmpty();
        minutes.ifPresent(m -> appointment.setMinutesDurationElement(new PositiveIntType(m)));
        if (!asSent) {
            quantity().ifPresent(q -> appointment.addExtension(Extensions.own("appointment-duration", q)));
        }
    }
}
