package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.OTHER_COUNCIL;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** A council's system that uses the HAPI FHIR client as it comes. */
class HapiClientTest {

    private MailboxServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new MailboxServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void two_destinations_collect_and_acknowledge_side_by_side() {
        Set<TransferId> ours = new HashSet<>();
        Set<TransferId> theirs = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            ours.add(server.offer(COUNCIL));
            theirs.add(server.offer(OTHER_COUNCIL));
        }
        assertThat(collectAndAcknowledge(server.client(COUNCIL))).isEqualTo(ours);
        theirs.forEach(transfer -> assertThat(
                        server.store().mailboxItem(transfer).orElseThrow().status())
                .isEqualTo(TaskStatus.REQUESTED));
        assertThat(collectAndAcknowledge(server.client(OTHER_COUNCIL))).isEqualTo(theirs);
        ours.forEach(transfer -> assertThat(
                        server.store().mailboxItem(transfer).orElseThrow().status())
                .isEqualTo(TaskStatus.COMPLETED));
    }

    private static Set<TransferId> collectAndAcknowledge(IGenericClient client) {
        Set<TransferId> seen = new HashSet<>();
        Bundle page = client.search()
                .forResource(Task.class)
                .where(Task.STATUS.exactly().code("requested"))
                .count(2)
                .returnBundle(Bundle.class)
                .execute();
        while (true) {
            for (Bundle.BundleEntryComponent entry : page.getEntry()) {
                // The Task is used as the search gave it, version and all: the client sends it as If-Match.
                Task task = (Task) entry.getResource();
                Bundle record = client.read()
                        .resource(Bundle.class)
                        .withUrl(task.getFocus().getReference())
                        .execute();
                assertThat(record.getEntry()).isNotEmpty();
                task.setStatus(Task.TaskStatus.COMPLETED);
                assertThat(client.update()
                                .resource(task)
                                .execute()
                                .getResource()
                                .getMeta()
                                .getVersionId())
                        .isEqualTo("3");
                assertThat(seen.add(TransferId.parse(task.getIdElement().getIdPart())
                                .orElseThrow()))
                        .isTrue();
            }
            if (page.getLink(Bundle.LINK_NEXT) == null) {
                return seen;
            }
            page = client.loadPage().next(page).execute();
        }
    }

    @Test
    void a_refusal_arrives_as_an_operation_outcome() {
        TransferId theirs = server.offer(OTHER_COUNCIL);
        IGenericClient client = server.client(COUNCIL);
        assertThatThrownBy(() -> client.read()
                        .resource(Task.class)
                        .withId(theirs.toString())
                        .execute())
                .isInstanceOfSatisfying(
                        ResourceNotFoundException.class,
                        refused -> assertThat(((OperationOutcome) refused.getOperationOutcome())
                                        .getIssueFirstRep()
                                        .getCode())
                                .isEqualTo(OperationOutcome.IssueType.NOTFOUND));
        TransferId ours = server.offer(COUNCIL);
        client.update()
                .resource(MailboxServer.task(ours, Task.TaskStatus.COMPLETED))
                .execute();
        assertThatThrownBy(() -> client.update()
                        .resource(MailboxServer.rejection(ours, "other"))
                        .execute())
                .isInstanceOf(ResourceVersionConflictException.class);
    }

    @Test
    void the_capability_statement_says_what_there_is_and_no_more() {
        CapabilityStatement statement = server.client(COUNCIL)
                .capabilities()
                .ofType(CapabilityStatement.class)
                .execute();
        assertThat(statement.getSoftware().getName()).isEqualTo("Portage");
        assertThat(statement.getSoftware().getVersion()).isEqualTo("1.2.3-test");
        assertThat(statement.getImplementation().getUrl()).isEqualTo(server.url("/fhir"));
        assertThat(statement.getFhirVersion().toCode()).isEqualTo("4.0.1");
        var resources = statement.getRestFirstRep().getResource();
        assertThat(resources)
                .extracting(resource -> resource.getType())
                .containsExactly("Task", "Bundle", "Patient", "Group", "Subscription");
        assertThat(resources.get(0).getInteraction())
                .extracting(interaction -> interaction.getCode())
                .containsExactly(
                        TypeRestfulInteraction.READ, TypeRestfulInteraction.SEARCHTYPE, TypeRestfulInteraction.UPDATE);
        assertThat(resources.get(0).getSearchParam())
                .extracting(parameter -> parameter.getName())
                .containsExactly("owner", "status", "code", "patient", "_lastUpdated");
        assertThat(resources.get(0).getOperation())
                .extracting(operation -> operation.getName())
                .containsExactly("claim");
        assertThat(resources.get(1).getInteraction())
                .extracting(interaction -> interaction.getCode())
                .containsExactly(TypeRestfulInteraction.READ);
    }
}
