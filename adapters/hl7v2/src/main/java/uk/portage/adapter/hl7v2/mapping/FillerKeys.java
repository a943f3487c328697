package uk.portage.adapter.hl7v2.mapping;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Identifier;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * Identifiers of a report and of its observations that follow from the filler's order number, so that a receiver who got
 * them before can put the corrected ones in their place: HL7 v2 replaces a result by sending order number (OBR-3), code
 * (OBX-3) and sub-id (OBX-4) again (HL7 v2.4 section 7.1.1).
 */
final class FillerKeys {

    private static final char SEPARATOR = '/';

    private final Map<String, Integer> used = new HashMap<>();

    /** {@code LAB-77/FBC}; empty if the filler gave no number. */
    static Optional<Identifier> report(Segment obr, Optional<Segment> orc, TargetBundle target) {
        return filler(obr, orc).map(filler -> identifier("report", filler, code(obr.field(4)), target));
    }

    /** {@code LAB-77/718-7} or {@code LAB-77/718-7/2}; lines that say the same of themselves are numbered. */
    Optional<Identifier> observation(Segment obr, Optional<Segment> orc, Segment obx, TargetBundle target) {
        String subId = obx.text(4);
        String code = code(obx.field(3)) + (subId.isEmpty() ? "" : SEPARATOR + subId);
        return filler(obr, orc).map(filler -> {
            Identifier identifier = identifier("observation", filler, code, target);
            int times = used.merge(identifier.getSystem() + SEPARATOR + identifier.getValue(), 1, Integer::sum);
            return times == 1 ? identifier : identifier.setValue(identifier.getValue() + SEPARATOR + '#' + times);
        });
    }

    private static Optional<Element> filler(Segment obr, Optional<Segment> orc) {
        Element reported = obr.field(3);
        return reported.text(1).isEmpty()
                ? orc.map(o -> o.field(3)).filter(e -> !e.text(1).isEmpty())
                : Optional.of(reported);
    }

    private static Identifier identifier(String kind, Element filler, String code, TargetBundle target) {
        String authority = filler.text(2).isEmpty() ? filler.text(3) : filler.text(2);
        return new Identifier()
                .setSystem(target.localSystem(kind, authority))
                .setValue(filler.text(1) + SEPARATOR + code);
    }

    private static String code(Element cwe) {
        String code = cwe.text(1);
        return code.isEmpty() ? cwe.text(2) : code;
    }
}
