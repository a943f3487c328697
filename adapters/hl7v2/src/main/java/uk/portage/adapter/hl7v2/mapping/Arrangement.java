package uk.portage.adapter.hl7v2.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.type.MessageType;

/**
 * In which order a message has its orders, requests, specimens, containers and results: the trigger event alone tells
 * (HL7 v2.8 sections 4.4 and 7.3). Of a type that begins with specimens, or has orders after their requests, a message
 * is read only if it keeps to that order: else what belongs to what would be a guess.
 */
enum Arrangement {
    /** ORC, OBR, OBX, SPM, SAC: each type that is not one of the others. */
    REQUEST_FIRST,
    /** SAC, ORC, OBR, OBX. */
    CONTAINER_WITH_REQUEST,
    /** SPM, OBX, SAC, then ORC, OBR for each order. */
    SPECIMEN_WITH_ORDERS,
    /** SPM, OBX, then for each container SAC, and ORC, OBR for each order. */
    CONTAINER_WITH_ORDERS,
    /** SPM, OBX, SAC, then OBR, ORC, OBX for each order. */
    SPECIMEN_WITH_RESULTS,
    /** SPM, OBX, then for each container SAC, and OBR, ORC, OBX for each order. */
    CONTAINER_WITH_RESULTS,
    /** OBR, ORC, then SPM, OBX, SAC for each specimen, then OBX. */
    REQUEST_WITH_SPECIMENS;

    static Arrangement of(MessageType type) {
        return type.trigger()
                .map(trigger -> switch (trigger) {
                    case OUL_R21 -> CONTAINER_WITH_REQUEST;
                    case OUL_R22 -> SPECIMEN_WITH_RESULTS;
                    case OUL_R23 -> CONTAINER_WITH_RESULTS;
                    case OUL_R24 -> REQUEST_WITH_SPECIMENS;
                    case OML_O33 -> SPECIMEN_WITH_ORDERS;
                    case OML_O35 -> CONTAINER_WITH_ORDERS;
                    default -> REQUEST_FIRST;
                })
                .orElse(REQUEST_FIRST);
    }

    /** True if a specimen stands before all that is asked and found of it. */
    boolean isSpecimenFirst() {
        return this == SPECIMEN_WITH_ORDERS || this == SPECIMEN_WITH_RESULTS || isByContainer();
    }

    /** True if each container of a specimen has orders of its own. */
    boolean isByContainer() {
        return this == CONTAINER_WITH_ORDERS || this == CONTAINER_WITH_RESULTS;
    }

    /** True if ORC follows the OBR it belongs to. */
    boolean isOrderAfterRequest() {
        return this == SPECIMEN_WITH_RESULTS || this == CONTAINER_WITH_RESULTS || this == REQUEST_WITH_SPECIMENS;
    }

    /** True if the segment begins what is arranged. */
    static boolean isBegunBy(Segment segment) {
        return switch (segment.id()) {
            case "SPM", "SAC", "ORC", "OBR" -> true;
            default -> false;
        };
    }

    /** The first segment that this arrangement has no place for; reads nothing. */
    Optional<Segment> contradiction(List<Segment> sent) {
        if (this == REQUEST_FIRST) {
            return Optional.empty();
        }
        ArrangementCheck check = new ArrangementCheck(this);
        Optional<Segment> last = Optional.empty();
        for (Segment segment : sent) {
            if (check.contradicts(segment)) {
                return Optional.of(segment);
            }
            last = isBegunBy(segment) ? Optional.of(segment) : last;
        }
        return check.isComplete() ? Optional.empty() : last;
    }

    /**
     * The segments as other results have them: an ORC that follows its OBR is put before it, with the participants that
     * follow it, and a TXA before the OBX that is its content. A TXA without one is left out.
     */
    List<Segment> ordersFirst(List<Segment> sent) {
        if (!isOrderAfterRequest()) {
            return sent;
        }
        List<Segment> put = new ArrayList<>(sent.size());
        int request = 0;
        int order = -1;
        for (Segment segment : sent) {
            switch (segment.id()) {
                case "OBR" -> request = put.size();
                case "ORC" -> order = request;
                case "PRT" -> {}
                default -> order = -1;
            }
            if (segment.id().equals("TXA")) {
                content(put).ifPresent(obx -> put.add(obx, segment));
            } else if (order >= 0 && !segment.id().equals("OBR")) {
                put.add(order, segment);
                order++;
            } else {
                order = -1;
                put.add(segment);
            }
        }
        return put;
    }

    /** Where the OBX stands that a TXA follows, participants aside. */
    private static Optional<Integer> content(List<Segment> put) {
        int last = put.size() - 1;
        while (last >= 0 && put.get(last).id().equals("PRT")) {
            last--;
        }
        return last >= 0 && put.get(last).id().equals("OBX") ? Optional.of(last) : Optional.empty();
    }
}
