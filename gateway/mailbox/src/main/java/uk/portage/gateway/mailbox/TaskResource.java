package uk.portage.gateway.mailbox;

import static ca.uhn.fhir.model.api.TemporalPrecisionEnum.MILLI;

import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import uk.portage.adapter.spi.Matter;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.store.Lease;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Replacement;
import uk.portage.gateway.transfer.TaskStatus;

/** A transfer as the FHIR R4 Task its destination sees. It says nothing of the person: that stands in the bundle. */
final class TaskResource {

    static final String ODS_SYSTEM = "https://fhir.nhs.uk/Id/ods-organization-code";
    static final String WORKFLOW_SYSTEM = "https://portage.uk/fhir/CodeSystem/workflow";
    static final String REASON_SYSTEM = "https://portage.uk/fhir/CodeSystem/rejection-reason";

    /**
     * Codes {@code cancels} and {@code corrects} of the input that names the earlier Task, {@code cancelled} and
     * {@code corrected} of that Task's business status, {@code cancelled-by} and {@code corrected-by} of the input that
     * names the later one.
     */
    static final String REPLACEMENT_SYSTEM = "https://portage.uk/fhir/CodeSystem/replacement";

    /** Which worker has claimed the Task, and until when; after that time it says who did not answer. */
    static final String CLAIM_EXTENSION = "https://portage.uk/fhir/StructureDefinition/claim";

    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    private TaskResource() {}

    static Task of(MailboxItem item) {
        Task task = new Task();
        task.setId(item.transfer().toString());
        task.getMeta()
                .setVersionId(Integer.toString(item.version()))
                .setLastUpdatedElement(new InstantType(Date.from(item.changedAt()), MILLI, UTC));
        task.setStatus(status(item.status()));
        task.setIntent(Task.TaskIntent.ORDER);
        task.setCode(workflow(item.workflow()));
        task.setFocus(new Reference(bundleReference(item)).setType("Bundle"));
        task.setRequester(organisation(item.sender()));
        task.setOwner(organisation(item.owner()));
        task.setAuthoredOnElement(new DateTimeType(Date.from(item.offeredAt()), MILLI, UTC));
        task.setLastModifiedElement(new DateTimeType(Date.from(item.changedAt()), MILLI, UTC));
        item.reason().ifPresent(reason -> task.setStatusReason(reason(reason)));
        item.reasonSent()
                .map(ReasonCodings::coding)
                .ifPresent(sent -> task.getStatusReason().addCoding(sent));
        item.lease().ifPresent(lease -> task.addExtension(claim(lease)));
        item.replaces().ifPresent(earlier -> task.addInput(input(word(earlier, "cancels", "corrects"), earlier)));
        item.replacedBy().ifPresent(later -> {
            String word = word(later, "cancelled", "corrected");
            task.setBusinessStatus(new CodeableConcept(new Coding(REPLACEMENT_SYSTEM, word, null)));
            task.addInput(input(word + "-by", later));
        });
        return task;
    }

    private static Extension claim(Lease lease) {
        Extension claim = new Extension(CLAIM_EXTENSION);
        claim.addExtension(new Extension(WorkerName.PARAMETER, new StringType(lease.holder())));
        claim.addExtension(new Extension("until", new InstantType(Date.from(lease.until()), MILLI, UTC)));
        return claim;
    }

    private static String word(Replacement replacement, String ofCancelling, String ofCorrecting) {
        return replacement.effect() == Matter.Effect.CANCELS ? ofCancelling : ofCorrecting;
    }

    private static Task.ParameterComponent input(String code, Replacement replacement) {
        return new Task.ParameterComponent(
                new CodeableConcept(new Coding(REPLACEMENT_SYSTEM, code, null)),
                new Reference("Task/" + replacement.transfer()).setType("Task"));
    }

    static String bundleReference(MailboxItem item) {
        return "Bundle/" + item.transfer();
    }

    /** The weak entity tag of an item's version (FHIR R4, http.html#versioning). */
    static String entityTag(MailboxItem item) {
        return "W/\"" + item.version() + "\"";
    }

    /** For people: each code with its meaning, so that a refused caller can choose the right one. */
    static String allowedReasons() {
        return String.join(
                "; ",
                List.of(RejectionReason.values()).stream()
                        .map(reason -> reason.code() + " (" + reason.meaning() + ")")
                        .toList());
    }

    static Task.TaskStatus status(TaskStatus status) {
        return switch (status) {
            case REQUESTED -> Task.TaskStatus.REQUESTED;
            case RECEIVED -> Task.TaskStatus.RECEIVED;
            case ACCEPTED -> Task.TaskStatus.ACCEPTED;
            case COMPLETED -> Task.TaskStatus.COMPLETED;
            case REJECTED -> Task.TaskStatus.REJECTED;
            case CANCELLED -> Task.TaskStatus.CANCELLED;
        };
    }

    static Reference organisation(OdsCode code) {
        return new Reference()
                .setType("Organization")
                .setIdentifier(new Identifier().setSystem(ODS_SYSTEM).setValue(code.value()));
    }

    private static CodeableConcept workflow(Workflow workflow) {
        return new CodeableConcept(new Coding(WORKFLOW_SYSTEM, workflow.code(), null));
    }

    private static CodeableConcept reason(RejectionReason reason) {
        return new CodeableConcept(new Coding(REASON_SYSTEM, reason.code(), reason.meaning()));
    }
}
