package uk.portage.adapter.hl7v2.mapping;

import java.util.Optional;
import uk.portage.adapter.hl7v2.reader.Segment;

/** Takes the segments of a message in the order sent and notices where they leave an {@link Arrangement}. */
final class ArrangementCheck {

    private static final int PLACER = 2;
    private static final int FILLER = 3;

    private final Arrangement arrangement;
    private boolean specimen;
    private boolean container;
    private boolean request;
    private boolean order;
    private boolean result;
    private boolean resultBeforeLast;
    /** The OBR that an ORC may follow next. */
    private Optional<Segment> orderable = Optional.empty();

    ArrangementCheck(Arrangement arrangement) {
        this.arrangement = arrangement;
    }

    boolean contradicts(Segment segment) {
        boolean contradicts = switch (segment.id()) {
            case "SPM" -> specimen();
            case "SAC" -> container();
            case "OBR" -> request();
            case "ORC" -> order(segment);
            case "OBX" -> result();
            case "TXA" -> content();
            default -> false;
        };
        if (segment.id().equals("OBR")) {
            orderable = Optional.of(segment);
        } else if (!segment.id().equals("PRT")) {
            orderable = Optional.empty();
        }
        return contradicts;
    }

    /** False if a specimen or container, at the end of the message, is one that nothing was asked of. */
    boolean isComplete() {
        return switch (arrangement) {
            case REQUEST_FIRST, REQUEST_WITH_SPECIMENS -> true;
            case CONTAINER_WITH_REQUEST -> !container || !request;
            default -> !specimen || request;
        };
    }

    private boolean specimen() {
        boolean contradicts = switch (arrangement) {
            case REQUEST_WITH_SPECIMENS -> !request || result;
            case CONTAINER_WITH_REQUEST -> true;
            default -> specimen && !request;
        };
        specimen = true;
        container = false;
        if (arrangement.isSpecimenFirst()) {
            request = false;
        }
        return contradicts;
    }

    private boolean container() {
        boolean contradicts = switch (arrangement) {
            case CONTAINER_WITH_REQUEST -> container || order;
            case REQUEST_WITH_SPECIMENS -> !specimen || result;
            case CONTAINER_WITH_ORDERS, CONTAINER_WITH_RESULTS -> !specimen || (container && !request);
            default -> !specimen || request;
        };
        container = true;
        if (arrangement.isByContainer()) {
            request = false;
        }
        return contradicts;
    }

    private boolean request() {
        boolean contradicts = isWithoutSample();
        request = true;
        order = false;
        result = false;
        if (arrangement == Arrangement.CONTAINER_WITH_REQUEST) {
            container = false;
        } else if (arrangement == Arrangement.REQUEST_WITH_SPECIMENS) {
            specimen = false;
            container = false;
        }
        return contradicts;
    }

    private boolean order(Segment orc) {
        if (arrangement.isOrderAfterRequest()) {
            return orderable.isEmpty() || speaksOfAnother(orc, orderable.get());
        }
        order = true;
        if (arrangement.isSpecimenFirst()) {
            // An order of OML may have no OBR.
            request = true;
        }
        return isWithoutSample();
    }

    private boolean result() {
        // After the specimen and before its container, an OBX tells of the specimen.
        boolean ofSpecimen = arrangement == Arrangement.REQUEST_WITH_SPECIMENS && specimen && !container;
        resultBeforeLast = result;
        result |= request && !ofSpecimen;
        return arrangement == Arrangement.CONTAINER_WITH_REQUEST && container;
    }

    /** The OBX before it is the content of a document and no result. */
    private boolean content() {
        result = resultBeforeLast;
        return false;
    }

    private boolean isWithoutSample() {
        return arrangement.isSpecimenFirst() && (arrangement.isByContainer() ? !container : !specimen);
    }

    /** Order numbers of which one differs and none agrees. */
    private static boolean speaksOfAnother(Segment orc, Segment obr) {
        boolean differ = orc.differs(obr, PLACER) || orc.differs(obr, FILLER);
        return differ && !orc.agrees(obr, PLACER) && !orc.agrees(obr, FILLER);
    }
}
