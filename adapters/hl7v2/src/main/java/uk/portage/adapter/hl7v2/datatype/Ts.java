package uk.portage.adapter.hl7v2.datatype;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.TimeType;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.LossKind;

/** TS, DTM, DT and TM as FHIR dates and times: the sender's offset, or that of the context's zone. */
public final class Ts {

    private Ts() {}

    public static Optional<DateTimeType> dateTime(Element ts, TargetBundle target) {
        return read(ts, target).map(t -> new DateTimeType(t.fhir(target.zone())));
    }

    /** A time of day, if sent, has no place in a date: the value is then carried as coarser. */
    public static Optional<DateType> date(Element ts, TargetBundle target) {
        Optional<Timestamp> timestamp = read(ts, target);
        if (timestamp.filter(Timestamp::hasTime).isPresent()) {
            ts.part(1).lose(LossKind.COARSER);
        }
        return timestamp.map(t -> new DateType(t.date().fhir(target.zone())));
    }

    /** The date, to stand beside a {@link #dateTime} of the same element. */
    public static DateType dateOf(DateTimeType dateTime) {
        String text = dateTime.getValueAsString();
        return new DateType(text.length() > 10 ? text.substring(0, 10) : text);
    }

    /** Empty, and nothing accounted for, if the element does not name a moment to the minute. */
    public static Optional<InstantType> instant(Element ts, TargetBundle target) {
        return moment(ts.text(), target.zone()).isEmpty()
                ? Optional.empty()
                : read(ts, target).map(t -> new InstantType(t.fhir(target.zone())));
    }

    /** The moment a text names, if to the minute. */
    public static Optional<Instant> moment(String text, ZoneId zone) {
        return Timestamp.parse(text).flatMap(t -> t.instant(zone));
    }

    /** DR: a range of two TS. */
    public static Optional<Period> range(Element dr, TargetBundle target) {
        return period(dr.part(1), dr.part(2), target);
    }

    public static Optional<Period> period(Element start, Element end, TargetBundle target) {
        Optional<Timestamp> from = read(start, target);
        Optional<Timestamp> to = read(end, target);
        Period period = new Period();
        from.ifPresent(t -> period.setStartElement(new DateTimeType(t.fhir(target.zone()))));
        if (to.isPresent()) {
            DateTimeType until = new DateTimeType(to.get().fhir(target.zone()));
            if (from.isPresent() && to.get().isBefore(from.get(), target.zone())) {
                // FHIR forbids it, and which of the two is wrong nobody here knows.
                period.addExtension(Extensions.own("end-before-start", until));
            } else {
                period.setEndElement(until);
            }
        }
        return period.isEmpty() ? Optional.empty() : Optional.of(period);
    }

    /** TM, {@code HH[MM[SS[.S]]]}, as a FHIR time, which has seconds and no offset. */
    public static Optional<TimeType> time(Element tm) {
        String text = tm.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Timestamp> onAnyDay = Timestamp.parse("20000101" + text);
        if (onAnyDay.isEmpty()
                || !onAnyDay.get().hasTime()
                || onAnyDay.get().offset().isPresent()) {
            tm.lose(LossKind.UNPARSEABLE);
            return Optional.empty();
        }
        String dateTime = onAnyDay.get().fhir(ZoneOffset.UTC);
        return Optional.of(new TimeType(dateTime.substring(11, dateTime.length() - 6)));
    }

    private static Optional<Timestamp> read(Element ts, TargetBundle target) {
        Element text = ts.part(1);
        String value = text.text();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Optional<Timestamp> parsed = Timestamp.parse(value);
        if (parsed.isEmpty()) {
            text.lose(LossKind.UNPARSEABLE);
            return Optional.empty();
        }
        String precision = ts.text(2);
        Timestamp timestamp = parsed.get();
        if (precision.length() == 1 && "YLDHMS".indexOf(precision.charAt(0)) >= 0) {
            Timestamp reduced = timestamp.at(precision.charAt(0));
            ts.part(2).lose(LossKind.COARSER);
            if (!reduced.equals(timestamp)) {
                text.lose(LossKind.COARSER);
            }
            timestamp = reduced;
        } else if (!precision.isEmpty()) {
            ts.part(2).lose(LossKind.UNPARSEABLE);
        }
        if (!timestamp.whole()) {
            text.lose(LossKind.COARSER);
        }
        if (timestamp.hasTime() && timestamp.offset().isEmpty()) {
            target.timeWithoutZone(ts.path());
            if (timestamp.fit(target.zone()) == Timestamp.Fit.AMBIGUOUS) {
                target.finding(ts.path(), Finding.Kind.LOCAL_TIME_AMBIGUOUS);
            }
        }
        return Optional.of(timestamp);
    }
}
