package uk.portage.gateway.mailbox;

import static ca.uhn.fhir.model.api.TemporalPrecisionEnum.MILLI;

import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.store.RecordRequest;
import uk.portage.gateway.transfer.TransferId;

/**
 * A request for a record as the FHIR R4 Task its destination sees: requested, then in-progress, at last completed or
 * failed. The organisation that is asked owns it. It says nothing of the person.
 */
final class RecordRequestResource {

    /** Of the names of {@link FailureCode}. */
    static final String FAILURE_SYSTEM = "https://portage.uk/fhir/CodeSystem/failure";

    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    private RecordRequestResource() {}

    /**
     * @param inMailbox true if the answer lies in the mailbox
     * @param endOnTheRoad why it never will, although it was taken in
     */
    static Task of(RecordRequest request, boolean inMailbox, Optional<FailureCode> endOnTheRoad) {
        Task task = new Task();
        task.setId(request.id());
        task.getMeta()
                .setVersionId(Integer.toString(request.version()))
                .setLastUpdatedElement(new InstantType(Date.from(request.changedAt()), MILLI, UTC));
        task.setStatus(status(request, inMailbox, endOnTheRoad));
        task.setIntent(Task.TaskIntent.ORDER);
        task.setCode(
                new CodeableConcept(new Coding(TaskResource.WORKFLOW_SYSTEM, Workflow.RECORD_ON_REQUEST.code(), null)));
        task.setRequester(TaskResource.organisation(request.requester()));
        task.setOwner(TaskResource.organisation(request.source()));
        task.setAuthoredOnElement(new DateTimeType(Date.from(request.createdAt()), MILLI, UTC));
        task.setLastModifiedElement(new DateTimeType(Date.from(request.changedAt()), MILLI, UTC));
        endOnTheRoad.or(request::code).ifPresent(code -> task.setStatusReason(reason(code)));
        if (inMailbox) {
            TransferId transfer = TransferId.of(request.submission(), request.requester());
            task.addOutput(new Task.TaskOutputComponent(
                    new CodeableConcept(
                            new Coding(TaskResource.WORKFLOW_SYSTEM, Workflow.RECORD_ON_REQUEST.code(), null)),
                    new Reference("Task/" + transfer).setType("Task")));
        }
        return task;
    }

    private static Task.TaskStatus status(
            RecordRequest request, boolean inMailbox, Optional<FailureCode> endOnTheRoad) {
        return switch (request.state()) {
            case REQUESTED -> Task.TaskStatus.REQUESTED;
            case ASKED -> Task.TaskStatus.INPROGRESS;
            case NOT_PROVIDED -> Task.TaskStatus.FAILED;
            case PROVIDED ->
                inMailbox
                        ? Task.TaskStatus.COMPLETED
                        : endOnTheRoad.isPresent() ? Task.TaskStatus.FAILED : Task.TaskStatus.INPROGRESS;
        };
    }

    private static CodeableConcept reason(FailureCode code) {
        return new CodeableConcept(new Coding(FAILURE_SYSTEM, code.name(), code.meaning()));
    }
}
