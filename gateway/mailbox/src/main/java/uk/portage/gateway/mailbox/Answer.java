package uk.portage.gateway.mailbox;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.TaskStatus;

/**
 * What a destination says of a transfer by updating its Task.
 *
 * @param status the status it asks for
 * @param reason present if and only if the status is {@code REJECTED}
 * @param reasonSent the coding by which the reason was given, if it is not ours: system, a stroke and the code
 */
public record Answer(TaskStatus status, Optional<RejectionReason> reason, Optional<String> reasonSent) {

    /** With a reason of ours. */
    public Answer(TaskStatus status, Optional<RejectionReason> reason) {
        this(status, reason, Optional.empty());
    }

    /**
     * Reads the status and the reason. Elements that merely repeat what the Task says may be sent or left out.
     *
     * @param id the id in the address
     * @throws RefusedException if the Task is for another id or asks for what a Task of a mailbox cannot have
     */
    static Answer of(Task task, String id) {
        // FHIR R4, http.html#update: an id that is missing or differs from the address is a 400.
        if (!id.equals(task.getIdElement().getIdPart())) {
            throw new RefusedException(Refusal.of(
                    400,
                    FailureCode.INVALID_VALUE,
                    IssueType.VALUE,
                    "Task.id must be present and the same as in the address"));
        }
        if (task.hasModifierExtension() || task.hasImplicitRules()) {
            throw unprocessable(
                    IssueType.NOT_SUPPORTED,
                    "Task",
                    "modifier extensions and implicit rules are not understood here, and may not be ignored");
        }
        if (task.getStatus() == null) {
            throw unprocessable(IssueType.REQUIRED, "Task.status", "Task.status is missing");
        }
        TaskStatus status = status(task.getStatus());
        Optional<RejectionReason> reason = reason(task, status);
        return new Answer(status, reason, reason.isEmpty() ? Optional.empty() : reasonSent(task));
    }

    private static TaskStatus status(Task.TaskStatus sent) {
        return Arrays.stream(TaskStatus.values())
                // Only its source cancels a transfer, and by another way.
                .filter(status -> status != TaskStatus.CANCELLED && TaskResource.status(status) == sent)
                .findFirst()
                .orElseThrow(() -> unprocessable(
                        IssueType.CODE_INVALID,
                        "Task.status",
                        "a Task of a mailbox can be moved to accepted, completed or rejected"));
    }

    private static Optional<RejectionReason> reason(Task task, TaskStatus status) {
        if (status != TaskStatus.REJECTED) {
            if (task.hasStatusReason()) {
                throw unprocessable(
                        IssueType.BUSINESS_RULE,
                        "Task.statusReason",
                        "a reason is given with the status rejected only");
            }
            return Optional.empty();
        }
        List<Coding> codings = task.getStatusReason().getCoding();
        boolean named = codings.stream()
                .anyMatch(coding -> TaskResource.REASON_SYSTEM.equals(coding.getSystem())
                        || ReasonCodings.ITK.equals(coding.getSystem()));
        Set<Optional<RejectionReason>> reasons = new HashSet<>();
        for (Coding coding : codings) {
            if (TaskResource.REASON_SYSTEM.equals(coding.getSystem())) {
                reasons.add(Optional.ofNullable(coding.getCode()).flatMap(RejectionReason::ofCode));
            } else {
                ReasonCodings.foreign(coding).ifPresent(reason -> reasons.add(Optional.of(reason)));
            }
        }
        // Several codings may say the same thing.
        if (reasons.size() != 1 || reasons.contains(Optional.<RejectionReason>empty())) {
            throw unprocessable(
                    named ? IssueType.CODE_INVALID : IssueType.REQUIRED,
                    "Task.statusReason",
                    "a rejection needs one coding of the system " + TaskResource.REASON_SYSTEM + ", one of: "
                            + TaskResource.allowedReasons() + "; or an error code of the system " + ReasonCodings.ITK);
        }
        return reasons.iterator().next();
    }

    private static Optional<String> reasonSent(Task task) {
        return task.getStatusReason().getCoding().stream()
                .filter(coding -> ReasonCodings.foreign(coding).isPresent())
                .map(ReasonCodings::text)
                .findFirst();
    }

    /**
     * The element, if any, by which a sent Task would change what only the gateway may say: the record, the parties and
     * the workflow.
     */
    static Optional<String> foreignElement(Task sent, MailboxItem item) {
        Task ours = TaskResource.of(item);
        if (sent.hasFocus() && !sameRecord(sent.getFocus(), ours.getFocus())) {
            return Optional.of("Task.focus");
        }
        if (sent.hasOwner() && !sameOrganisation(sent.getOwner(), ours.getOwner())) {
            return Optional.of("Task.owner");
        }
        if (sent.hasRequester() && !sameOrganisation(sent.getRequester(), ours.getRequester())) {
            return Optional.of("Task.requester");
        }
        if (sent.hasCode()
                && sent.getCode().getCoding().stream()
                        .noneMatch(coding -> TaskResource.WORKFLOW_SYSTEM.equals(coding.getSystem())
                                && item.workflow().code().equals(coding.getCode()))) {
            return Optional.of("Task.code");
        }
        if (sent.hasIntent() && sent.getIntent() != Task.TaskIntent.ORDER) {
            return Optional.of("Task.intent");
        }
        return Optional.empty();
    }

    private static boolean sameRecord(Reference sent, Reference ours) {
        var reference = sent.getReferenceElement();
        return "Bundle".equals(reference.getResourceType())
                && ours.getReferenceElement().getIdPart().equals(reference.getIdPart());
    }

    private static boolean sameOrganisation(Reference sent, Reference ours) {
        return TaskResource.ODS_SYSTEM.equals(sent.getIdentifier().getSystem())
                && ours.getIdentifier().getValue().equals(sent.getIdentifier().getValue());
    }

    private static RefusedException unprocessable(IssueType type, String expression, String text) {
        return new RefusedException(Refusal.unprocessable(type, expression, text));
    }
}
