package uk.portage.adapter.hl7v2.type;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import uk.portage.adapter.spi.Workflow;

/**
 * The message types whose segments are mapped, by MSH-9.1 and MSH-9.2, and what each is for. A type that is not here is
 * carried as what it is: a message about a person, see {@link MessageType}.
 */
public enum TriggerEvent {
    ADT_A01(Workflow.ADMISSION_NOTICE),
    ADT_A02(Workflow.TRANSFER_NOTICE),
    ADT_A03(Workflow.DISCHARGE_NOTICE),
    ADT_A04(Workflow.ATTENDANCE_NOTICE),
    ADT_A05(Workflow.ADMISSION_NOTICE),
    ADT_A06(Workflow.ADMISSION_NOTICE),
    ADT_A07(Workflow.TRANSFER_NOTICE),
    ADT_A08(Workflow.DEMOGRAPHICS_UPDATE),
    ADT_A09(Workflow.TRANSFER_NOTICE),
    ADT_A10(Workflow.TRANSFER_NOTICE),
    ADT_A11(Workflow.CANCELLATION_NOTICE, "A01"),
    ADT_A12(Workflow.CANCELLATION_NOTICE, "A02"),
    ADT_A13(Workflow.CANCELLATION_NOTICE, "A03"),
    ADT_A14(Workflow.ADMISSION_NOTICE),
    ADT_A15(Workflow.TRANSFER_NOTICE),
    ADT_A16(Workflow.DISCHARGE_NOTICE),
    ADT_A18(Workflow.IDENTITY_MERGE),
    ADT_A21(Workflow.TRANSFER_NOTICE),
    ADT_A22(Workflow.TRANSFER_NOTICE),
    ADT_A23(Workflow.CANCELLATION_NOTICE),
    ADT_A24(Workflow.IDENTITY_MERGE),
    ADT_A25(Workflow.CANCELLATION_NOTICE, "A16"),
    ADT_A26(Workflow.CANCELLATION_NOTICE, "A15"),
    ADT_A27(Workflow.CANCELLATION_NOTICE, "A14"),
    ADT_A28(Workflow.DEMOGRAPHICS_UPDATE),
    ADT_A29(Workflow.DEMOGRAPHICS_UPDATE),
    ADT_A30(Workflow.IDENTITY_MERGE),
    ADT_A31(Workflow.DEMOGRAPHICS_UPDATE),
    ADT_A32(Workflow.CANCELLATION_NOTICE, "A10"),
    ADT_A33(Workflow.CANCELLATION_NOTICE, "A09"),
    ADT_A34(Workflow.IDENTITY_MERGE),
    ADT_A35(Workflow.IDENTITY_MERGE),
    ADT_A36(Workflow.IDENTITY_MERGE),
    ADT_A38(Workflow.CANCELLATION_NOTICE, "A05"),
    ADT_A39(Workflow.IDENTITY_MERGE),
    ADT_A40(Workflow.IDENTITY_MERGE),
    ADT_A41(Workflow.IDENTITY_MERGE),
    ADT_A42(Workflow.IDENTITY_MERGE),
    ADT_A43(Workflow.IDENTITY_MERGE),
    ADT_A44(Workflow.IDENTITY_MERGE),
    ADT_A45(Workflow.IDENTITY_MERGE),
    ADT_A46(Workflow.IDENTITY_MERGE),
    ADT_A47(Workflow.IDENTITY_MERGE),
    ADT_A48(Workflow.IDENTITY_MERGE),
    ADT_A49(Workflow.IDENTITY_MERGE),
    ADT_A50(Workflow.IDENTITY_MERGE),
    ADT_A51(Workflow.IDENTITY_MERGE),
    ADT_A52(Workflow.CANCELLATION_NOTICE, "A21"),
    ADT_A53(Workflow.CANCELLATION_NOTICE, "A22"),
    ADT_A54(Workflow.DEMOGRAPHICS_UPDATE),
    ADT_A55(Workflow.CANCELLATION_NOTICE, "A54"),
    ADT_A60(Workflow.DEMOGRAPHICS_UPDATE),
    ADT_A61(Workflow.DEMOGRAPHICS_UPDATE),
    ADT_A62(Workflow.DEMOGRAPHICS_UPDATE),
    ORU_R01(Workflow.TEST_RESULT),
    ORU_R30(Workflow.TEST_RESULT),
    ORU_R31(Workflow.TEST_RESULT),
    ORU_R32(Workflow.TEST_RESULT),
    OUL_R21(Workflow.TEST_RESULT),
    OUL_R22(Workflow.TEST_RESULT),
    OUL_R23(Workflow.TEST_RESULT),
    OUL_R24(Workflow.TEST_RESULT),
    MDM_T01(Workflow.DOCUMENT),
    MDM_T02(Workflow.DOCUMENT),
    MDM_T03(Workflow.DOCUMENT),
    MDM_T04(Workflow.DOCUMENT),
    MDM_T05(Workflow.DOCUMENT),
    MDM_T06(Workflow.DOCUMENT),
    MDM_T07(Workflow.DOCUMENT),
    MDM_T08(Workflow.DOCUMENT),
    MDM_T09(Workflow.DOCUMENT),
    MDM_T10(Workflow.DOCUMENT),
    MDM_T11(Workflow.DOCUMENT),
    SIU_S12(Workflow.APPOINTMENT),
    SIU_S13(Workflow.APPOINTMENT),
    SIU_S14(Workflow.APPOINTMENT),
    SIU_S15(Workflow.APPOINTMENT),
    SIU_S16(Workflow.APPOINTMENT),
    SIU_S17(Workflow.APPOINTMENT),
    SIU_S18(Workflow.APPOINTMENT),
    SIU_S19(Workflow.APPOINTMENT),
    SIU_S20(Workflow.APPOINTMENT),
    SIU_S21(Workflow.APPOINTMENT),
    SIU_S22(Workflow.APPOINTMENT),
    SIU_S26(Workflow.APPOINTMENT),
    REF_I12(Workflow.REFERRAL),
    REF_I13(Workflow.REFERRAL),
    REF_I14(Workflow.REFERRAL),
    REF_I15(Workflow.REFERRAL),
    ORM_O01(Workflow.ORDER),
    OML_O21(Workflow.ORDER),
    OML_O33(Workflow.ORDER),
    OML_O35(Workflow.ORDER),
    OML_O39(Workflow.ORDER),
    OMG_O19(Workflow.ORDER),
    OMI_O23(Workflow.ORDER),
    OMP_O09(Workflow.MEDICATION),
    RDE_O01(Workflow.MEDICATION),
    RDE_O11(Workflow.MEDICATION),
    RDE_O25(Workflow.MEDICATION),
    RDE_O49(Workflow.MEDICATION),
    RDS_O01(Workflow.MEDICATION),
    RDS_O13(Workflow.MEDICATION),
    RGV_O01(Workflow.MEDICATION),
    RGV_O15(Workflow.MEDICATION),
    RAS_O01(Workflow.MEDICATION),
    RAS_O17(Workflow.MEDICATION),
    VXU_V04(Workflow.IMMUNISATION),
    PPR_PC1(Workflow.CARE_PLAN),
    PPR_PC2(Workflow.CARE_PLAN),
    PPR_PC3(Workflow.CARE_PLAN),
    BAR_P01(Workflow.ACCOUNT),
    BAR_P02(Workflow.ACCOUNT),
    BAR_P05(Workflow.ACCOUNT),
    BAR_P06(Workflow.ACCOUNT),
    BAR_P10(Workflow.ACCOUNT),
    BAR_P12(Workflow.ACCOUNT),
    DFT_P03(Workflow.ACCOUNT),
    DFT_P11(Workflow.ACCOUNT);

    private static final Map<String, TriggerEvent> BY_NAME = new HashMap<>();
    private static final Set<String> TAKEN_BACK = new HashSet<>();

    static {
        for (TriggerEvent trigger : values()) {
            BY_NAME.put(trigger.messageType(), trigger);
            TAKEN_BACK.addAll(trigger.takesBack());
        }
    }

    private final Workflow workflow;
    private final String cancels;

    TriggerEvent(Workflow workflow) {
        this(workflow, "");
    }

    /** @param cancels the event that this one takes back */
    TriggerEvent(Workflow workflow, String cancels) {
        this.workflow = workflow;
        this.cancels = cancels;
    }

    public Workflow workflow() {
        return workflow;
    }

    /** For example {@code ADT}. */
    public String code() {
        return name().substring(0, 3);
    }

    /** The event alone, for example {@code A01}. */
    public String event() {
        return name().substring(4);
    }

    /** For example {@code ADT^A01}. */
    public String messageType() {
        return code() + '^' + event();
    }

    /** The event that this one takes back, for example {@code A01} for {@link #ADT_A11}. */
    public Optional<String> cancels() {
        return cancels.isEmpty() ? Optional.empty() : Optional.of(cancels);
    }

    /**
     * The message types of which this one takes the latest back, for the same visit, appointment or document. More than
     * {@link #cancels}: A11 is also said of a patient who was registered (HL7 v2.5 section 3.3.11), and what is deleted
     * may have come by several events.
     */
    public Set<String> takesBack() {
        return switch (this) {
            case ADT_A11 -> types(ADT_A01, ADT_A04);
            case ADT_A23 -> types(ADT_A01, ADT_A04, ADT_A05, ADT_A14);
            case SIU_S15, SIU_S17 -> types(SIU_S12, SIU_S13, SIU_S14);
            case MDM_T11 -> types(MDM_T01, MDM_T02);
            default -> cancels.isEmpty() ? Set.of() : Set.of(code() + '^' + cancels);
        };
    }

    /** The message types of which this one says the latest anew, for the same appointment. */
    public Set<String> saysAnew() {
        return this == SIU_S13 || this == SIU_S14 ? types(SIU_S12, SIU_S13, SIU_S14) : Set.of();
    }

    /** True if another event takes this one back. */
    public boolean canBeTakenBack() {
        return TAKEN_BACK.contains(messageType());
    }

    private static Set<String> types(TriggerEvent... triggers) {
        return Arrays.stream(triggers).map(TriggerEvent::messageType).collect(Collectors.toUnmodifiableSet());
    }

    /** True if MRG names a person's record that ends because another one is that person's, too. */
    public boolean mergesPeople() {
        return switch (this) {
            case ADT_A18, ADT_A30, ADT_A34, ADT_A36, ADT_A39, ADT_A40 -> true;
            default -> false;
        };
    }

    /** True if MRG names identifiers that the same person had before. */
    public boolean changesIdentifiers() {
        return this == ADT_A46 || this == ADT_A47;
    }

    /** True if the two PIDs of the message are records of the same person. */
    public boolean linksRecords() {
        return this == ADT_A24;
    }

    /** An appointment may be one of a room or a clinic; any other record is a person's. */
    public boolean needsPerson() {
        return !code().equals("SIU");
    }

    /** @param messageType for example {@code ADT^A01}, in upper case */
    static Optional<TriggerEvent> of(String messageType) {
        return Optional.ofNullable(BY_NAME.get(messageType));
    }
}
