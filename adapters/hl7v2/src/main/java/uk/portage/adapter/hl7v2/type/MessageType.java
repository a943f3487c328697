package uk.portage.adapter.hl7v2.type;

import java.util.Optional;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Message;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.spi.Workflow;

/**
 * What kind of message it is, as MSH-9 says; where MSH-9.2 is empty, as in HL7 v2.1, as EVN-1 says.
 *
 * @param code MSH-9.1 in upper case; sender text
 * @param event MSH-9.2 or EVN-1 in upper case; sender text, may be empty
 * @param trigger the same, if it is a type whose segments are mapped
 */
public record MessageType(String code, String event, Optional<TriggerEvent> trigger) {

    /** Stands for a type that HL7 does not have. */
    private static final String OTHER = "OTHER";

    /** @param message one that has an MSH-9 */
    public static MessageType of(Message message) {
        Element type = message.header().field(9);
        String code = upperCase(type.text(1));
        String event = upperCase(type.text(2));
        if (event.isEmpty()) {
            event = recordedEvent(message);
        }
        if (event.isEmpty()) {
            event = onlyEvent(code);
        }
        return new MessageType(code, event, TriggerEvent.of(code + '^' + event));
    }

    private static String recordedEvent(Message message) {
        for (Segment segment : message.segments()) {
            if (segment.id().equals("EVN")) {
                return upperCase(segment.text(1));
            }
        }
        return "";
    }

    /** Letters of ASCII only: others, such as a long s, would turn a type that HL7 does not have into one that it has. */
    private static String upperCase(String text) {
        StringBuilder upper = new StringBuilder(text);
        for (int i = 0; i < upper.length(); i++) {
            char c = upper.charAt(i);
            if (c >= 'a' && c <= 'z') {
                upper.setCharAt(i, (char) (c - 'a' + 'A'));
            }
        }
        return upper.toString();
    }

    /** HL7 v2.1 has one event for these and does not ask for it. */
    private static String onlyEvent(String code) {
        return switch (code) {
            case "ORU" -> "R01";
            case "ORM" -> "O01";
            case "DFT" -> "P03";
            default -> "";
        };
    }

    /** True if the message only answers another one: it is nobody's record. */
    public boolean isAcknowledgement() {
        return code.equals("ACK") || code.equals("MCF");
    }

    public boolean isMapped() {
        return trigger.isPresent();
    }

    public Workflow workflow() {
        return trigger.map(TriggerEvent::workflow).orElse(Workflow.UNKNOWN);
    }

    /** The name of the type in the ledger, of what HL7's tables hold: {@code QBP^Q22}, {@code QBP} or {@code OTHER}. */
    public String name() {
        if (trigger.isPresent()) {
            return trigger.get().messageType();
        }
        if (!MessageTables.isMessageType(code)) {
            return OTHER;
        }
        return MessageTables.isEvent(event) ? code + '^' + event : code;
    }

    /** The name only: the components are sender text. */
    @Override
    public String toString() {
        return "MessageType[" + name() + "]";
    }
}
