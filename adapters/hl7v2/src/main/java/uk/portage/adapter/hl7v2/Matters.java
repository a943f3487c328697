package uk.portage.adapter.hl7v2;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import uk.portage.adapter.hl7v2.datatype.Hd;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Message;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.type.TriggerEvent;
import uk.portage.adapter.spi.Matter;
import uk.portage.adapter.spi.Matter.Effect;
import uk.portage.adapter.spi.Workflow;

/**
 * By which number a message may be cancelled or corrected, and whether it cancels or corrects. Of several orders or
 * results in one message it is the first; of several results of which some are corrected, the first of these.
 */
final class Matters {

    private static final Set<String> RESULTS = Arrays.stream(TriggerEvent.values())
            .filter(trigger -> trigger.workflow() == Workflow.TEST_RESULT)
            .map(TriggerEvent::messageType)
            .collect(Collectors.toUnmodifiableSet());

    private Matters() {}

    static Optional<Matter> of(Message message, TriggerEvent trigger) {
        return switch (trigger.code()) {
            case "ADT" -> segment(message, "PV1").flatMap(pv1 -> visit(pv1.field(19), trigger));
            case "SIU" -> segment(message, "SCH").flatMap(sch -> appointment(sch, trigger));
            case "MDM" -> segment(message, "TXA").flatMap(txa -> entity(Matter.Kind.DOCUMENT, txa.field(12), trigger));
            case "ORU", "OUL" -> result(message);
            case "ORM", "OML", "OMG", "OMI", "OMP", "RDE" ->
                segment(message, "ORC").flatMap(orc -> order(orc, trigger));
            default -> Optional.empty();
        };
    }

    /** PV1-19, within its assigning authority. */
    private static Optional<Matter> visit(Element number, TriggerEvent trigger) {
        return matter(Matter.Kind.VISIT, Hd.of(number.part(4)).name(), number.text(1), trigger);
    }

    /** SCH-2, the filler's number; else SCH-1, the placer's. */
    private static Optional<Matter> appointment(Segment sch, TriggerEvent trigger) {
        return entity(Matter.Kind.APPOINTMENT, sch.field(sch.text(2).isEmpty() ? 1 : 2), trigger);
    }

    private static Optional<Matter> entity(Matter.Kind kind, Element ei, TriggerEvent trigger) {
        return matter(kind, authority(ei), ei.text(1), trigger);
    }

    private static Optional<Matter> matter(Matter.Kind kind, String authority, String number, TriggerEvent trigger) {
        Set<String> takenBack = trigger.takesBack();
        if (!takenBack.isEmpty()) {
            return matter(kind, authority, number, Effect.CANCELS, takenBack);
        }
        Set<String> saidAnew = trigger.saysAnew();
        if (!saidAnew.isEmpty()) {
            return matter(kind, authority, number, Effect.CORRECTS, saidAnew);
        }
        return trigger.canBeTakenBack() ? matter(kind, authority, number, Effect.BEGINS, Set.of()) : Optional.empty();
    }

    private static Optional<Matter> matter(
            Matter.Kind kind, String authority, String number, Effect effect, Set<String> earlierTypes) {
        return number.isEmpty()
                ? Optional.empty()
                : Optional.of(new Matter(kind, authority, number, effect, earlierTypes));
    }

    /** OBR-3, else ORC-3 before it. */
    private static Optional<Matter> result(Message message) {
        Optional<Element> order = Optional.empty();
        Optional<Element> filler = Optional.empty();
        Optional<Element> first = Optional.empty();
        for (Segment segment : message.segments()) {
            switch (segment.id()) {
                case "ORC" -> order = number(segment);
                case "OBR" -> {
                    Optional<Element> own = number(segment);
                    filler = own.isPresent() ? own : order;
                    order = Optional.empty();
                    first = first.isPresent() ? first : filler;
                    if (filler.isPresent() && segment.text(25).equals("C")) {
                        return result(filler.get(), true);
                    }
                }
                case "OBX" -> {
                    if (filler.isPresent() && isCorrected(segment.text(11))) {
                        return result(filler.get(), true);
                    }
                }
                default -> {
                    // Says nothing of order numbers.
                }
            }
        }
        return first.flatMap(number -> result(number, false));
    }

    private static Optional<Element> number(Segment segment) {
        return Optional.of(segment.field(3)).filter(ei -> !ei.text(1).isEmpty());
    }

    private static Optional<Matter> result(Element filler, boolean corrects) {
        return matter(
                Matter.Kind.RESULT,
                authority(filler),
                filler.text(1),
                corrects ? Effect.CORRECTS : Effect.BEGINS,
                corrects ? RESULTS : Set.of());
    }

    /** HL7 table 0085: corrected, deleted, or posted where it does not belong. */
    private static boolean isCorrected(String status) {
        return status.equals("C") || status.equals("D") || status.equals("W");
    }

    /** ORC-2, the placer's number, which an order has from its beginning; else ORC-3. By ORC-1 (HL7 table 0119). */
    private static Optional<Matter> order(Segment orc, TriggerEvent trigger) {
        Element number = orc.field(orc.text(2).isEmpty() ? 3 : 2);
        Set<String> earlier = Set.of(trigger.messageType());
        return switch (orc.text(1)) {
            case "CA", "OC", "CR" -> order(number, Effect.CANCELS, earlier);
            case "XO", "XX", "XR" -> order(number, Effect.CORRECTS, earlier);
            case "NW", "RO", "RE", "" -> order(number, Effect.BEGINS, Set.of());
            default -> Optional.empty();
        };
    }

    private static Optional<Matter> order(Element number, Effect effect, Set<String> earlier) {
        return matter(Matter.Kind.ORDER, authority(number), number.text(1), effect, earlier);
    }

    private static String authority(Element ei) {
        return ei.text(2).isEmpty() ? ei.text(3) : ei.text(2);
    }

    private static Optional<Segment> segment(Message message, String id) {
        for (Segment segment : message.segments()) {
            if (segment.id().equals(id)) {
                return Optional.of(segment);
            }
        }
        return Optional.empty();
    }
}
