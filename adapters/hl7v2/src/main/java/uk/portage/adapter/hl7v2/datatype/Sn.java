package uk.portage.adapter.hl7v2.datatype;

import java.math.BigDecimal;
import java.util.Optional;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Quantity.QuantityComparator;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.spi.LossKind;

/** SN, a structured number (HL7 v2.4 section 2.9.43): a comparator, a number, a separator, a number. */
public final class Sn {

    private Sn() {}

    /** A Quantity, Range or Ratio; empty, and nothing read for good, if FHIR has no type for it. */
    public static Optional<Type> value(Element sn) {
        String comparator = sn.text(1);
        Optional<BigDecimal> first = Nm.decimal(sn.text(2));
        String separator = sn.text(3);
        Optional<BigDecimal> second = Nm.decimal(sn.text(4));
        if (first.isEmpty() || (second.isEmpty() && !(separator + sn.text(4)).isEmpty())) {
            return Optional.empty();
        }
        if (!Nm.isPlain(sn.text(2))) {
            sn.part(2).lose(LossKind.COARSER);
        }
        if (second.isPresent() && !Nm.isPlain(sn.text(4))) {
            sn.part(4).lose(LossKind.COARSER);
        }
        if (second.isEmpty()) {
            return quantity(comparator, first.get()).map(q -> q);
        }
        if (!comparator.isEmpty() && !comparator.equals("=")) {
            return Optional.empty();
        }
        Quantity low = new Quantity().setValue(first.get());
        Quantity high = new Quantity().setValue(second.get());
        Optional<Type> value = switch (separator) {
            case "-" ->
                first.get().compareTo(second.get()) <= 0
                        ? Optional.of(new Range().setLow(low).setHigh(high))
                        : Optional.empty();
            case ":", "/" -> Optional.of(new Ratio().setNumerator(low).setDenominator(high));
            default -> Optional.empty();
        };
        value.ifPresent(v -> v.addExtension(Extensions.own("separator", new StringType(separator))));
        return value;
    }

    /** @param comparator none or {@code =}, or one that FHIR has */
    static Optional<Quantity> quantity(String comparator, BigDecimal number) {
        Quantity quantity = new Quantity().setValue(number);
        if (comparator.isEmpty() || comparator.equals("=")) {
            return Optional.of(quantity);
        }
        try {
            return Optional.of(quantity.setComparator(QuantityComparator.fromCode(comparator)));
        } catch (FHIRException e) {
            return Optional.empty();
        }
    }
}
