package uk.portage.adapter.hl7v2.mapping;

import java.math.BigDecimal;
import java.util.Optional;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.datatype.Nm;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.LossKind;

/** A number and its unit from two elements, as Quantity. */
final class Amount {

    private Amount() {}

    /** What is no number is told as text: a dose must not be dropped because it is written in words. */
    static Quantity of(Element number, Element unit, TargetBundle target) {
        Quantity quantity = new Quantity();
        String text = number.text();
        Optional<BigDecimal> value = Nm.decimal(text);
        if (value.isPresent()) {
            quantity.setValue(value.get());
            if (!Nm.isPlain(text)) {
                number.part(1).lose(LossKind.COARSER);
            }
        } else if (number.isPresent()) {
            quantity.addExtension(Extensions.own("value-text", new StringType(number.verbatim())));
            number.lose(LossKind.TEXT_ONLY);
        }
        ObxValue.unit(quantity, unit, target);
        return quantity;
    }

    /** Empty if neither is populated. */
    static Optional<Quantity> optional(Element number, Element unit, TargetBundle target) {
        return number.isPresent() || unit.isPresent() ? Optional.of(of(number, unit, target)) : Optional.empty();
    }
}
