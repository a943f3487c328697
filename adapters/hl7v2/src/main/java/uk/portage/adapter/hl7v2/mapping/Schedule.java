package uk.portage.adapter.hl7v2.mapping;

import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Timing.EventTiming;
import org.hl7.fhir.r4.model.Timing.TimingRepeatComponent;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Nm;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * When and how often something is to be done, as Timing: TQ1 of HL7 v2.5 and later, TQ of older versions. What Timing
 * has no element for stands on it as extensions, so that the whole schedule is in one place.
 */
final class Schedule {

    private Schedule() {}

    /** TQ1-2 to TQ1-14 but TQ1-9, the priority, which is the order's. */
    static Optional<Timing> ofSegment(Segment tq1, TargetBundle target) {
        Timing timing = new Timing();
        quantity("quantity-per-occurrence", tq1.field(2), timing, target);
        for (Element time : tq1.repetitions(4)) {
            Ts.time(time).ifPresent(timing.getRepeat().getTimeOfDay()::add);
        }
        for (Element pattern : tq1.repetitions(3)) {
            pattern(pattern, timing, target);
        }
        for (Element time : tq1.repetitions(5)) {
            quantity("relative-time", time, timing, target);
        }
        quantity("service-duration", tq1.field(6), timing, target);
        Ts.period(tq1.field(7), tq1.field(8), target).ifPresent(timing.getRepeat()::setBounds);
        text("condition", tq1.field(10).verbatim(), timing);
        text("timing-instruction", tq1.field(11).verbatim(), timing);
        text("conjunction", tq1.text(12), timing);
        quantity("occurrence-duration", tq1.field(13), timing, target);
        count(tq1.field(14), timing);
        return timing.isEmpty() ? Optional.empty() : Optional.of(timing);
    }

    /** TQ (HL7 v2.4 section 4.3), as in ORC-7, OBR-27 and RXE-1. */
    static Optional<Timing> ofField(Element tq, TargetBundle target) {
        if (!tq.isPresent()) {
            return Optional.empty();
        }
        Timing timing = new Timing();
        quantity("quantity-per-occurrence", tq.part(1), timing, target);
        Element interval = tq.part(2);
        if (interval.part(1).isPresent()) {
            timing.getCode().addCoding(Cwe.plain(Systems.table("0335"), interval.text(1)));
        }
        text("explicit-time", interval.text(2), timing);
        text("duration", tq.text(3), timing);
        Ts.period(tq.part(4), tq.part(5), target).ifPresent(timing.getRepeat()::setBounds);
        text("priority", tq.text(6), timing);
        text("condition", tq.text(7), timing);
        text("timing-instruction", tq.part(8).verbatim(), timing);
        text("conjunction", tq.text(9), timing);
        text("order-sequencing", tq.part(10).verbatim(), timing);
        Cwe.concept(tq.part(11), target, target.localSystem("code-system", "occurrence-duration"))
                .ifPresent(duration -> timing.addExtension(Extensions.own("occurrence-duration", duration)));
        count(tq.part(12), timing);
        return timing.isEmpty() ? Optional.empty() : Optional.of(timing);
    }

    /** RPT: a repeat pattern, coded and in its parts. */
    private static void pattern(Element rpt, Timing timing, TargetBundle target) {
        Cwe.concept(rpt.part(1), target, Systems.table("0335")).ifPresent(code -> {
            if (timing.hasCode()) {
                timing.addExtension(Extensions.own("further-repeat-pattern", code));
            } else {
                timing.setCode(code);
            }
        });
        TimingRepeatComponent repeat = timing.getRepeat();
        text("calendar-alignment", rpt.text(2), timing);
        text("phase-range-begin", rpt.text(3), timing);
        text("phase-range-end", rpt.text(4), timing);
        String period = rpt.text(5);
        String unit = rpt.text(6);
        Optional<UnitsOfTime> known = unit(unit);
        if (known.isPresent() && Nm.isPlain(period) && Nm.decimal(period).isPresent() && !repeat.hasPeriod()) {
            repeat.setPeriod(Nm.decimal(period).get())
                    .setPeriodUnit(known.get())
                    .setFrequency(1);
            if (!unit.equals(known.get().toCode())) {
                repeat.getPeriodUnitElement().addExtension(Extensions.own("source-unit", new StringType(unit)));
            }
        } else {
            text("period-quantity", period, timing);
            text("period-units", unit, timing);
        }
        text("institution-specified-time", rpt.text(7), timing);
        event(rpt.text(8), timing);
        text("event-offset", rpt.text(9), timing);
        text("event-offset-units", rpt.text(10), timing);
        text("general-timing-specification", rpt.part(11).verbatim(), timing);
    }

    /** FHIR's list of events of the day; it allows none beside times of the day. */
    private static void event(String code, Timing timing) {
        Optional<EventTiming> known = switch (code) {
            case "HS" -> Optional.of(EventTiming.HS);
            case "AC" -> Optional.of(EventTiming.AC);
            case "ACM" -> Optional.of(EventTiming.ACM);
            case "ACD" -> Optional.of(EventTiming.ACD);
            case "ACV" -> Optional.of(EventTiming.ACV);
            case "PC" -> Optional.of(EventTiming.PC);
            case "PCM" -> Optional.of(EventTiming.PCM);
            case "PCD" -> Optional.of(EventTiming.PCD);
            case "PCV" -> Optional.of(EventTiming.PCV);
            default -> Optional.empty();
        };
        if (known.isPresent() && !timing.getRepeat().hasTimeOfDay()) {
            timing.getRepeat().addWhen(known.get());
        } else {
            text("event", code, timing);
        }
    }

    private static Optional<UnitsOfTime> unit(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "s", "sec" -> Optional.of(UnitsOfTime.S);
            case "min" -> Optional.of(UnitsOfTime.MIN);
            case "h", "hr" -> Optional.of(UnitsOfTime.H);
            case "d", "day" -> Optional.of(UnitsOfTime.D);
            case "wk", "week" -> Optional.of(UnitsOfTime.WK);
            case "mo", "month" -> Optional.of(UnitsOfTime.MO);
            case "a", "year" -> Optional.of(UnitsOfTime.A);
            default -> Optional.empty();
        };
    }

    private static void count(Element number, Timing timing) {
        String text = number.text();
        Optional<Integer> count = Nm.whole(text).filter(n -> n > 0);
        if (count.isPresent() && text.equals(count.get().toString())) {
            timing.getRepeat().setCount(count.get());
        } else {
            text("total-occurrences", text, timing);
        }
    }

    private static void quantity(String name, Element cq, Timing timing, TargetBundle target) {
        if (cq.isPresent()) {
            timing.addExtension(Extensions.own(name, Amount.of(cq.part(1), cq.part(2), target)));
        }
    }

    private static void text(String name, String value, Timing timing) {
        if (!value.isEmpty()) {
            timing.addExtension(Extensions.own(name, new StringType(value)));
        }
    }
}
