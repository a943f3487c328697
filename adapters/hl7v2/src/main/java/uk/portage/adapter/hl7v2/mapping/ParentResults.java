package uk.portage.adapter.hl7v2.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Observation;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * Results that tell more of another result, as susceptibilities do of the organism that was found: OBR-26 names the
 * parent's code and sub-id, OBR-29 its order (HL7 v2.4 section 7.4.1.26 and 7.4.1.29). The parent has them as members.
 */
final class ParentResults {

    /** What an observation is found by. */
    private record Key(String placer, String filler, String code, String subId) {}

    private record Keyed(Key key, Observation observation) {}

    private record Family(Key parent, List<Observation> members) {}

    private final List<Keyed> all = new ArrayList<>();
    private final List<Family> families = new ArrayList<>(0);
    private String placer = "";
    private String filler = "";
    private Optional<Family> current = Optional.empty();

    void begin(Segment obr, Optional<Segment> orc) {
        placer = number(obr, orc, 2);
        filler = number(obr, orc, 3);
        Element parent = obr.field(26);
        String code = parent.part(1).text(1);
        current = Optional.empty();
        if (!code.isEmpty()) {
            Element order = obr.field(29);
            Family family = new Family(
                    new Key(order.part(1).text(1), order.part(2).text(1), code, parent.text(2)), new ArrayList<>());
            families.add(family);
            current = Optional.of(family);
        }
    }

    private static String number(Segment obr, Optional<Segment> orc, int field) {
        String number = obr.text(field);
        return number.isEmpty() ? orc.map(o -> o.text(field)).orElse("") : number;
    }

    void add(Segment obx, Observation observation) {
        all.add(new Keyed(new Key(placer, filler, obx.text(3), obx.text(4)), observation));
        current.ifPresent(family -> family.members().add(observation));
    }

    /** A parent that is not in the message, or could be more than one, stays named by the report alone. */
    void link() {
        for (Family family : families) {
            Optional<Observation> parent = parent(family.parent());
            for (Observation member : family.members()) {
                parent.filter(p -> p != member).ifPresent(p -> p.addHasMember(TargetBundle.to(member)));
            }
        }
    }

    private Optional<Observation> parent(Key key) {
        Optional<Observation> found = Optional.empty();
        for (Keyed candidate : all) {
            if (matches(candidate.key(), key)) {
                if (found.isPresent()) {
                    return Optional.empty();
                }
                found = Optional.of(candidate.observation());
            }
        }
        return found;
    }

    private static boolean matches(Key candidate, Key parent) {
        return candidate.code().equals(parent.code())
                && (parent.subId().isEmpty() || candidate.subId().equals(parent.subId()))
                && (parent.filler().isEmpty() || candidate.filler().equals(parent.filler()))
                && (parent.placer().isEmpty()
                        || candidate.placer().isEmpty()
                        || candidate.placer().equals(parent.placer()));
    }
}
