package uk.portage.adapter.hl7v2.coverage;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.Version;
import ca.uhn.hl7v2.model.AbstractSegment;
import ca.uhn.hl7v2.model.Composite;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.Group;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.parser.DefaultModelClassFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.adapter.hl7v2.type.TriggerEvent;

/**
 * Which segments HL7 v2.4 gives a message, in which order, and which fields those have; with what England adds (ZU
 * segments) and what later versions add that feeds send (SPM, ARV, later fields of PID and OBX).
 */
final class Definitions {

    private static final String MODEL = "ca.uhn.hl7v2.model.v24.";
    private static final DefaultModelClassFactory FACTORY = new DefaultModelClassFactory();

    /** What later segments of a message lean on, sent before them although it may be optional. */
    private static final Set<String> ANCHORS =
            Set.of("MSH", "EVN", "PID", "PV1", "MRG", "ORC", "OBR", "TXA", "SCH", "RGS", "RXO", "RXE", "RXA", "RF1");

    /** Data types, field by field, of segments that HL7 v2.4 does not have. */
    private static final Map<String, String> ADDED_SEGMENTS = Map.of(
            "ARV", "SI CE CE CE ST DR",
            "SPM", "SI EI EI CE CE CE CE CE CE CE CE CQ NM ST CE CE DR TS TS ID CE CE CE CE CQ NM CE CE ST",
            "ZU1", "TS CE CE TS TS CE CE ST CE CE ST ST CE CE TS TS CE CE CE CE ST CE CE TS CE XCN CE",
            "ZU3", "CE CE CE CE CE CE CE CE CE CE CE CE CE CE",
            "ZU4", "TS TS TS TS TS TS CE CE CE TS CE CE CE CE TS",
            "ZU5", "TS CE CE CE TS NM",
            "ZU6", "ST TS NM CE TS CE CE NM CE CE CE CE CE NM",
            "ZU7", "ST CE NM ST CE NM NM CE NM",
            "ZU8", "CE CE CE CE");

    /** Data types of the fields that later versions add to a segment of HL7 v2.4. */
    private static final Map<String, String> ADDED_FIELDS =
            Map.of("PID", "CE XTN", "OBX", "EI TS ST ST ST XON XAD XCN");

    private Definitions() {}

    /** Each segment of the message once, with those that are sent before it; empty if HL7 v2.4 has no such message. */
    static Optional<Map<String, List<String>>> structure(TriggerEvent trigger)
            throws HL7Exception, ReflectiveOperationException {
        String name = FACTORY.getMessageStructureForEvent(trigger.name(), Version.V24);
        if (name == null || Definitions.class.getResource(resource("message." + name)) == null) {
            return Optional.empty();
        }
        Message message = (Message) Class.forName(MODEL + "message." + name)
                .getDeclaredConstructor()
                .newInstance();
        Map<String, List<String>> structure = new LinkedHashMap<>();
        walk(message, structure, new ArrayList<>());
        if (structure.containsKey("OBR") && trigger.code().equals("ORU")) {
            structure.putIfAbsent("SPM", List.of("MSH", "PID", "PV1", "ORC", "OBR"));
        }
        if (trigger.code().equals("ADT") && structure.containsKey("PV1")) {
            List<String> before = new ArrayList<>(structure.get("PV1"));
            structure.putIfAbsent("ARV", List.copyOf(before));
            before.add("PV1");
            for (String zu : List.of("ZU1", "ZU3", "ZU4", "ZU5", "ZU6", "ZU7", "ZU8")) {
                structure.put(zu, List.copyOf(before));
            }
        }
        return Optional.of(structure);
    }

    private static String resource(String type) {
        return '/' + (MODEL + type).replace('.', '/') + ".class";
    }

    private static void walk(Group group, Map<String, List<String>> structure, List<String> before)
            throws HL7Exception {
        for (String name : group.getNames()) {
            if (Segment.class.isAssignableFrom(group.getClass(name))) {
                String id = group.getClass(name).getSimpleName();
                if (structure.putIfAbsent(id, List.copyOf(before)) == null
                        && (ANCHORS.contains(id) || group.isRequired(name))) {
                    before.add(id);
                }
            } else {
                walk((Group) group.get(name), structure, before);
            }
        }
    }

    /** The data type of each field; one without a type any more is empty. */
    static List<DataType> fields(String segment) throws HL7Exception, ReflectiveOperationException {
        List<DataType> fields = new ArrayList<>();
        String added = ADDED_SEGMENTS.get(segment);
        if (added != null) {
            for (String type : added.split(" ")) {
                fields.add(named(type));
            }
            return fields;
        }
        GenericMessage message = new GenericMessage.V24(FACTORY);
        AbstractSegment definition = (AbstractSegment) Class.forName(MODEL + "segment." + segment)
                .getDeclaredConstructor(Group.class, ca.uhn.hl7v2.parser.ModelClassFactory.class)
                .newInstance(message, FACTORY);
        for (int n = 1; n <= definition.numFields(); n++) {
            fields.add(of(definition.getField(n, 0)));
        }
        for (String type : ADDED_FIELDS.getOrDefault(segment, "").split(" ")) {
            if (!type.isEmpty()) {
                fields.add(named(type));
            }
        }
        return fields;
    }

    private static DataType named(String type) throws ReflectiveOperationException {
        Type instance = (Type) Class.forName(MODEL + "datatype." + type)
                .getDeclaredConstructor(Message.class)
                .newInstance(new GenericMessage.V24(FACTORY));
        return of(instance);
    }

    private static DataType of(Type type) {
        List<DataType> parts = new ArrayList<>();
        if (type instanceof Composite composite) {
            for (Type component : composite.getComponents()) {
                parts.add(of(component));
            }
        }
        return new DataType(type.getName(), parts);
    }
}
