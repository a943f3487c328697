package uk.portage.adapter.hl7v2;

import java.util.Locale;
import java.util.Optional;
import uk.portage.adapter.spi.Workflow;

/** The message types that are supported: MSH-9.1 and MSH-9.2 (HL7 tables 0076 and 0003). */
public enum TriggerEvent {
    ADT_A01(Workflow.ADMISSION_NOTICE),
    ADT_A02(Workflow.TRANSFER_NOTICE),
    ADT_A03(Workflow.DISCHARGE_NOTICE),
    ADT_A04(Workflow.ATTENDANCE_NOTICE),
    ADT_A05(Workflow.ADMISSION_NOTICE),
    ADT_A08(Workflow.DEMOGRAPHICS_UPDATE),
    ADT_A11(Workflow.CANCELLATION_NOTICE),
    ADT_A13(Workflow.CANCELLATION_NOTICE),
    ADT_A28(Workflow.DEMOGRAPHICS_UPDATE),
    ADT_A31(Workflow.DEMOGRAPHICS_UPDATE),
    ADT_A40(Workflow.IDENTITY_MERGE),
    ORU_R01(Workflow.TEST_RESULT);

    private final Workflow workflow;

    TriggerEvent(Workflow workflow) {
        this.workflow = workflow;
    }

    public Workflow workflow() {
        return workflow;
    }

    /** For example {@code ADT^A01}. */
    public String messageType() {
        return name().replace('_', '^');
    }

    /** The event alone, for example {@code A01}. */
    public String event() {
        return name().substring(4);
    }

    static Optional<TriggerEvent> of(String type, String event) {
        String name = type.toUpperCase(Locale.ROOT) + '_' + event.toUpperCase(Locale.ROOT);
        for (TriggerEvent supported : values()) {
            if (supported.name().equals(name)) {
                return Optional.of(supported);
            }
        }
        return Optional.empty();
    }
}
