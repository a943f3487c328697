package uk.portage.adapter.hl7v2.mapping;

import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.Finding;

/**
 * Notices where event, person and visit do not stand in the order that every message structure of HL7 v2 has them in.
 * Nothing goes wrong by it, because they are found wherever they stand; but a sender that mixes these up may mix up more.
 */
final class SegmentOrder {

    private static final int PERSON = 3;

    private final TargetBundle target;
    private int highest;

    SegmentOrder(TargetBundle target) {
        this.target = target;
    }

    /** To be called for each segment in the order sent. */
    void check(Segment segment) {
        int rank = rank(segment.id());
        if (rank == PERSON && !segment.isFirst()) {
            // Another group begins.
            highest = PERSON;
        } else if (rank > 0 && rank < highest) {
            target.finding(segment.path(), Finding.Kind.SEGMENT_OUT_OF_ORDER);
        } else {
            highest = Math.max(highest, rank);
        }
    }

    private static int rank(String id) {
        return switch (id) {
            case "SFT" -> 1;
            case "EVN" -> 2;
            case "PID" -> PERSON;
            case "PD1" -> 4;
            case "MRG", "NK1" -> 5;
            case "PV1" -> 6;
            case "PV2" -> 7;
            default -> 0;
        };
    }
}
