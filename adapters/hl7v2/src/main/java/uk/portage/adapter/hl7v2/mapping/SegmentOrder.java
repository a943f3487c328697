package uk.portage.adapter.hl7v2.mapping;

import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.hl7v2.type.MessageType;
import uk.portage.adapter.spi.Finding;

/**
 * Notices where event, person and visit do not stand in the order that every message structure of HL7 v2 has them in.
 * Nothing goes wrong by it, because they are found wherever they stand; but a sender that mixes these up may mix up
 * more.
 */
final class SegmentOrder {

    private static final int PERSON = 3;

    private final boolean resultsFollowRequests;
    private final TargetBundle target;
    private boolean requested;
    private boolean resultBeforeRequest;
    private int highest;

    /** @param version MSH-12; from 2.8 on, results may stand before any request: they are then of the person */
    SegmentOrder(MessageType type, String version, TargetBundle target) {
        this.resultsFollowRequests = type.code().equals("ORU") && !version.startsWith("2.8");
        this.target = target;
    }

    /** To be called for each segment in the order sent. */
    void check(Segment segment) {
        requested |= segment.id().equals("OBR");
        if (segment.id().equals("OBX") && resultsFollowRequests && !requested && !resultBeforeRequest) {
            resultBeforeRequest = true;
            target.finding(segment.path(), Finding.Kind.SEGMENT_OUT_OF_ORDER);
        }
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
