package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.OTHER_COUNCIL;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;

/** A destination that asks for one person. */
class PersonSearchTest {

    private static final String ANN = "9990000018";
    private static final String BEN = "9990000026";
    private static final String IDENTIFIER = "https://fhir.nhs.uk/Id/nhs-number|";

    private MailboxServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new MailboxServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "patient:identifier",
                "patient.identifier",
                "patient:Patient.identifier",
                "subject:identifier",
                "subject.identifier"
            })
    void the_transfers_of_one_person_are_found_by_nhs_number(String parameter) {
        TransferId first = about(ANN);
        about(BEN);
        TransferId second = about(ANN);
        server.offerAbout(OTHER_COUNCIL, Workflow.ADMISSION_NOTICE, ANN);
        Bundle found = search(parameter + "=" + encoded(IDENTIFIER + ANN));
        assertThat(ids(found)).containsExactly(first, second);
        assertThat(found.getTotal()).isEqualTo(2);
    }

    @Test
    void a_person_is_found_by_a_form_too() {
        TransferId transfer = about(ANN);
        HttpResponse<String> response = server.request("POST", "/fhir/Task/_search")
                .body(
                        "application/x-www-form-urlencoded",
                        "patient%3Aidentifier=" + encoded(IDENTIFIER + ANN) + "&status=requested")
                .send();
        assertThat(ids(MailboxServer.bundle(response))).containsExactly(transfer);
    }

    @Test
    void other_filters_hold_beside_the_person() {
        about(ANN);
        TransferId result = server.offerAbout(COUNCIL, Workflow.TEST_RESULT, ANN);
        String person = "patient:identifier=" + encoded(IDENTIFIER + ANN);
        assertThat(ids(search(person + "&code=test-result"))).containsExactly(result);
        server.get(COUNCIL, "/fhir/Bundle/" + result);
        assertThat(ids(search(person + "&status=received"))).containsExactly(result);
        assertThat(search(person + "&status=requested&_summary=count").getTotal())
                .isEqualTo(1);
        assertThat(search(person + "&" + "patient:identifier=" + encoded(IDENTIFIER + BEN))
                        .getTotal())
                .isZero();
        assertThat(search("patient:identifier=" + encoded(IDENTIFIER + ANN + "," + IDENTIFIER + BEN))
                        .getTotal())
                .isEqualTo(2);
    }

    @Test
    void a_merge_is_found_by_either_number() {
        TransferId merge = server.offerAbout(COUNCIL, Workflow.IDENTITY_MERGE, ANN, BEN);
        for (String number : List.of(ANN, BEN)) {
            assertThat(ids(search("patient:identifier=" + encoded(IDENTIFIER + number))))
                    .containsExactly(merge);
        }
    }

    @Test
    void the_links_of_a_page_lead_to_the_end_and_name_nobody() {
        List<TransferId> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(about(ANN));
            about(BEN);
        }
        List<TransferId> found = new ArrayList<>();
        String next = "/fhir/Task?_count=2&patient:identifier=" + encoded(IDENTIFIER + ANN);
        while (!next.isEmpty()) {
            HttpResponse<String> response = server.get(COUNCIL, next);
            assertThat(response.body()).doesNotContain(ANN);
            Bundle page = MailboxServer.bundle(response);
            found.addAll(ids(page));
            next = Optional.ofNullable(page.getLink("next"))
                    .map(link -> URI.create(link.getUrl()))
                    .map(uri -> uri.getRawPath() + "?" + uri.getRawQuery())
                    .orElse("");
        }
        assertThat(found).isEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9990000018",
                "https://fhir.nhs.uk/Id/nhs-number|9990000019",
                "https://example.org/mrn|9990000018",
                "https://fhir.nhs.uk/Id/nhs-number|",
                "Patient/9990000018"
            })
    void who_is_not_named_by_an_nhs_number_is_refused_without_repeating_it(String value) {
        for (String path : List.of("/fhir/Task?patient:identifier=", "/fhir/Patient/$everything?identifier=")) {
            HttpResponse<String> response = server.get(COUNCIL, path + encoded(value));
            assertThat(response.statusCode()).isEqualTo(400);
            Outcomes.assertOutcome(response, "value", FailureCode.INVALID_VALUE);
            assertThat(response.body()).doesNotContain("999000001");
        }
        assertThat(server.get(COUNCIL, "/fhir/Task?patient=" + encoded(value)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void everything_of_a_person_is_in_one_searchset_and_counts_as_collected() {
        TransferId first = about(ANN);
        TransferId second = about(ANN);
        TransferId bens = about(BEN);
        server.get(COUNCIL, "/fhir/Bundle/" + first);
        HttpResponse<String> response =
                server.get(COUNCIL, "/fhir/Patient/$everything?identifier=" + encoded(IDENTIFIER + ANN));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).doesNotContain(ANN);
        Bundle all = MailboxServer.bundle(response);
        assertThat(all.getType()).isEqualTo(Bundle.BundleType.SEARCHSET);
        assertThat(all.getEntry())
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.getResource()).isInstanceOf(Patient.class));
        for (TransferId transfer : List.of(first, second)) {
            assertThat(server.store().mailboxItem(transfer).orElseThrow().status())
                    .isEqualTo(TaskStatus.RECEIVED);
            assertThat(server.entries(EntryKind.COLLECTED, transfer)).hasSize(1);
        }
        assertThat(server.store().mailboxItem(bens).orElseThrow().status()).isEqualTo(TaskStatus.REQUESTED);
        assertThat(MailboxServer.bundle(server.get(
                                OTHER_COUNCIL, "/fhir/Patient/$everything?identifier=" + encoded(IDENTIFIER + ANN)))
                        .getEntry())
                .isEmpty();
    }

    @Test
    void everything_comes_in_pages_and_no_page_collects_the_next() {
        List<TransferId> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(about(ANN));
        }
        String next = "/fhir/Patient/$everything?_count=2&identifier=" + encoded(IDENTIFIER + ANN);
        int resources = 0;
        int pages = 0;
        while (!next.isEmpty()) {
            Bundle page = MailboxServer.bundle(server.get(COUNCIL, next));
            resources += page.getEntry().size();
            pages++;
            int collected = Math.min(2 * pages, 5);
            assertThat(all.stream()
                            .filter(transfer -> server.store()
                                            .mailboxItem(transfer)
                                            .orElseThrow()
                                            .status()
                                    == TaskStatus.RECEIVED)
                            .count())
                    .isEqualTo(collected);
            next = Optional.ofNullable(page.getLink("next"))
                    .map(link -> URI.create(link.getUrl()))
                    .map(uri -> uri.getRawPath() + "?" + uri.getRawQuery())
                    .orElse("");
        }
        assertThat(pages).isEqualTo(3);
        assertThat(resources).isEqualTo(5);
    }

    private TransferId about(String nhsNumber) {
        return server.offerAbout(COUNCIL, Workflow.ADMISSION_NOTICE, nhsNumber);
    }

    private Bundle search(String query) {
        HttpResponse<String> response = server.get(COUNCIL, "/fhir/Task?" + query);
        assertThat(response.statusCode()).isEqualTo(200);
        return MailboxServer.bundle(response);
    }

    private static List<TransferId> ids(Bundle bundle) {
        return bundle.getEntry().stream()
                .map(entry -> ((Task) entry.getResource()).getIdElement().getIdPart())
                .map(id -> TransferId.parse(id).orElseThrow())
                .toList();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
