package uk.portage.gateway.mailbox;

import ca.uhn.fhir.rest.annotation.Metadata;
import ca.uhn.fhir.rest.server.RestfulServer;
import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementKind;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.ResourceVersionPolicy;
import org.hl7.fhir.r4.model.CapabilityStatement.RestfulCapabilityMode;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;

/** Says what the mailbox can do, and no more (FHIR R4, capabilitystatement.html). Public because HAPI calls it. */
public final class Capabilities {

    private static final String DEFINITIONS = "http://hl7.org/fhir/SearchParameter/";

    private static final String OPERATIONS = "https://portage.uk/fhir/OperationDefinition/";

    private final MailboxSettings settings;
    private final Date since = Date.from(Instant.now());

    Capabilities(MailboxSettings settings) {
        this.settings = settings;
    }

    /** Does nothing; HAPI complains if it is not there. */
    public void setRestfulServer(RestfulServer server) {}

    /** The statement, the same for every caller. */
    @Metadata
    public CapabilityStatement statement() {
        CapabilityStatement statement = new CapabilityStatement();
        statement.setStatus(PublicationStatus.ACTIVE);
        statement.setDate(since);
        statement.setKind(CapabilityStatementKind.INSTANCE);
        statement.setFhirVersion(FHIRVersion._4_0_1);
        statement.getSoftware().setName("Portage").setVersion(settings.softwareVersion());
        statement
                .getImplementation()
                .setDescription("The mailbox of a destination of Portage")
                .setUrl(settings.baseUrl());
        statement.addFormat("application/fhir+json");
        statement.addFormat("application/fhir+xml");

        CapabilityStatementRestComponent rest = statement.addRest();
        rest.setMode(RestfulCapabilityMode.SERVER);
        rest.setDocumentation("A destination sees its own transfers only. What belongs to another answers as if it did"
                + " not exist. Elements and parameters that are not understood are refused, not passed over.");
        rest.getSecurity()
                .setDescription("Each request, this one too, needs a bearer token.")
                .addService(new CodeableConcept().setText("Bearer token"));
        task(rest.addResource());
        bundle(rest.addResource());
        patient(rest.addResource());
        caseload(rest.addResource());
        subscription(rest.addResource());
        statement.addInstantiates("http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data");
        rest.addOperation()
                .setName("export")
                .setDefinition("http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export")
                .setDocumentation("Bulk Data Access 2.0, of one's own history: with Prefer: respond-async, and "
                        + "_outputFormat, _since, _type (Task, Bundle), by GET or POST. Tasks are as they were when the"
                        + " export was prepared; what is withdrawn has a Task only. A file can be fetched in pieces"
                        + " (Range), with the same bytes each time. When a file of Bundles is fetched, those that nobody"
                        + " has collected move to received first. As many at a time, and for as long, as the manifest's"
                        + " header Expires and a 429 say.");
        rest.addOperation()
                .setName("withdraw")
                .setDefinition(OPERATIONS + "withdraw")
                .setDocumentation("For a source, of what it has sent itself: cancels the transfers of a submission that"
                        + " their destinations have not collected. With submission, its id; or with channel,"
                        + " application, facility and identifier (in HL7 v2 MSH-3, MSH-4 and MSH-10). Answers how many"
                        + " are withdrawn and how many had been collected; if all had been, 409.");
        rest.addOperation()
                .setName("request-record")
                .setDefinition(OPERATIONS + "request-record")
                .setDocumentation("Asks an organisation for a person's record. Parameters: patient, an identifier of"
                        + " the system " + NhsNumber.SYSTEM + " (or nhs-number), and organization, an identifier of the"
                        + " system " + TaskResource.ODS_SYSTEM + ". The person is in the caller's caseload; of anybody"
                        + " else, 404. Answers 202 and, at Content-Location, a Task: requested, in-progress, completed"
                        + " (its output names the Task of the transfer) or failed (statusReason of the system "
                        + RecordRequestResource.FAILURE_SYSTEM + "). The same asked again while it is open is the same"
                        + " Task.");
        rest.addOperation()
                .setName("locate-record")
                .setDefinition(OPERATIONS + "locate-record")
                .setDocumentation("Which organisations have sent records about a person in the caller's caseload:"
                        + " patient or nhs-number as above. Answers for each an organization with identifier, name,"
                        + " last (the day of the last record) and can-be-asked. What was withdrawn, and what its person"
                        + " or a place that must not be told asks to withhold, is not counted. Of anybody else, 404.");
        return statement;
    }

    private static void task(CapabilityStatementRestResourceComponent task) {
        task.setType("Task");
        interaction(
                task,
                TypeRestfulInteraction.READ,
                "One transfer; the id is the transfer's. With a code of the system " + TaskResource.REPLACEMENT_SYSTEM
                        + ", an input names the Task that this one cancels or corrects, or by which it is cancelled or"
                        + " corrected, and the businessStatus says that it is.");
        interaction(
                task,
                TypeRestfulInteraction.SEARCHTYPE,
                "Oldest first. Pages are joined by their next links, " + TaskSearch.DEFAULT_COUNT + " to a page, "
                        + TaskSearch.MAXIMUM_COUNT + " at most.");
        interaction(
                task,
                TypeRestfulInteraction.UPDATE,
                "The business acknowledgement: status accepted, then completed or rejected, or either at once."
                        + " A rejection needs a statusReason of the system " + TaskResource.REASON_SYSTEM + ": "
                        + TaskResource.allowedReasons() + ". An error code of the system " + ReasonCodings.ITK
                        + " will do, and is kept beside ours. The same answer again changes nothing and is answered 200;"
                        + " another one after a final status is a 409. If-Match is honoured. Of the rest of the Task,"
                        + " focus, code, owner, requester and intent may be repeated but not changed; what else is sent"
                        + " is not kept.");
        task.addOperation()
                .setName("claim")
                .setDefinition(OPERATIONS + "claim")
                .setDocumentation("POST Task/$claim?worker=NAME&_count=N answers a collection of the next N Tasks for"
                        + " this worker to have in hand, POST Task/{id}/$claim?worker=NAME the one. Until the lease"
                        + " ends (lease, in seconds: " + MailboxServlet.USUAL_LEASE_SECONDS + " unless said otherwise, "
                        + MailboxServlet.LONGEST_LEASE_SECONDS + " at most) other workers neither find them nor can"
                        + " claim or answer them (409). A worker names itself by the parameter " + WorkerName.PARAMETER
                        + " or the header " + WorkerName.HEADER + ", in its answer and its searches too. Asked again it"
                        + " is given the same ones, and more time.");
        task.setVersioning(ResourceVersionPolicy.VERSIONED);
        task.setReadHistory(false);
        task.setUpdateCreate(false);
        search(
                task,
                "owner",
                "Task-owner",
                SearchParamType.REFERENCE,
                "By ODS code: owner:identifier=" + TaskResource.ODS_SYSTEM + "|CODE, owner=Organization/CODE or"
                        + " owner=CODE; without it, whoever asks. For another organisation the answer is empty.");
        search(task, "status", "Task-status", SearchParamType.TOKEN, "Several, joined by commas, mean any of them.");
        search(
                task,
                "code",
                "Task-code",
                SearchParamType.TOKEN,
                "The workflow, of the system " + TaskResource.WORKFLOW_SYSTEM
                        + ". The total is then left out unless _total=accurate.");
        search(
                task,
                "patient",
                "clinical-patient",
                SearchParamType.REFERENCE,
                "By NHS number only: patient:identifier=" + NhsNumber.SYSTEM + "|NUMBER. POST Task/_search keeps the"
                        + " number out of the logs of what lies between; the links of an answer do not repeat it.");
        search(
                task,
                "_lastUpdated",
                "Resource-lastUpdated",
                SearchParamType.DATE,
                "With the prefixes eq gt ge lt le. The total is then left out unless _total=accurate.");
    }

    private static void bundle(CapabilityStatementRestResourceComponent bundle) {
        bundle.setType("Bundle");
        interaction(
                bundle,
                TypeRestfulInteraction.READ,
                "The record of a transfer, at Task.focus. In JSON it is sent byte for byte as it was stored."
                        + " The first read moves the Task to received. If-None-Match is honoured, gzip is sent to whoever"
                        + " accepts it. Once its sender has withdrawn the record, 410.");
        bundle.setVersioning(ResourceVersionPolicy.NOVERSION);
        bundle.setReadHistory(false);
        bundle.setUpdateCreate(false);
    }

    private static void patient(CapabilityStatementRestResourceComponent patient) {
        patient.setType("Patient");
        patient.addOperation()
                .setName("everything")
                .setDefinition("http://hl7.org/fhir/OperationDefinition/Patient-everything")
                .setDocumentation("Patient/$everything?identifier=" + NhsNumber.SYSTEM + "|NUMBER, by GET or as a form"
                        + " by POST: the resources of all bundles about the person in this mailbox, but for those of"
                        + " withdrawn transfers; _count transfers to a page, " + Everything.DEFAULT_COUNT
                        + " unless said otherwise, " + Everything.MAXIMUM_COUNT
                        + " at most. As with a read of the Bundle, their Tasks move to received.");
    }

    private static void caseload(CapabilityStatementRestResourceComponent group) {
        group.setType("Group");
        interaction(group, TypeRestfulInteraction.READ, "Group/caseload only: how many persons, never who.");
        interaction(
                group,
                TypeRestfulInteraction.UPDATE,
                "Group/caseload only: replaces the persons whose records are wanted. Type person, each member named by"
                        + " entity.identifier of the system " + NhsNumber.SYSTEM + ".");
        group.setVersioning(ResourceVersionPolicy.NOVERSION);
        group.setReadHistory(false);
        group.setUpdateCreate(false);
    }

    private static void subscription(CapabilityStatementRestResourceComponent subscription) {
        subscription.setType("Subscription");
        interaction(
                subscription,
                TypeRestfulInteraction.CREATE,
                "Of the Subscriptions R5 Backport: criteria " + SubscriptionResource.TOPIC
                        + ", channel rest-hook, payload"
                        + " application/fhir+json with the content id-only, an endpoint on a host that the operator has"
                        + " allowed. The answer shows, once, the secret with which notifications are signed:"
                        + " X-Portage-Signature is sha256= and the HMAC-SHA256 of the body, in hexadecimal digits.");
        interaction(subscription, TypeRestfulInteraction.READ, "One's own only, without its headers and its secret.");
        interaction(subscription, TypeRestfulInteraction.SEARCHTYPE, "All of one's own, without parameters.");
        interaction(subscription, TypeRestfulInteraction.DELETE, "One's own only.");
        subscription.setVersioning(ResourceVersionPolicy.NOVERSION);
        subscription.setReadHistory(false);
        subscription.setUpdateCreate(false);
    }

    private static void interaction(
            CapabilityStatementRestResourceComponent resource, TypeRestfulInteraction code, String documentation) {
        resource.addInteraction().setCode(code).setDocumentation(documentation);
    }

    private static void search(
            CapabilityStatementRestResourceComponent resource,
            String name,
            String definition,
            SearchParamType type,
            String documentation) {
        resource.addSearchParam()
                .setName(name)
                .setDefinition(DEFINITIONS + definition)
                .setType(type)
                .setDocumentation(documentation);
    }
}
