package uk.portage.gateway.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.QuestionKind;
import uk.portage.gateway.transfer.OdsCode;

/** What is kept of who asks, and that nothing is answered before it is. */
class QueryAccountTest {

    private static final ListedLedger LEDGER = SampleLedger.build();
    private static final List<EntryDraft> KEPT = new CopyOnWriteArrayList<>();

    private static AuditServer server;
    private static AuditServer forgetful;

    @BeforeAll
    static void start() {
        server = new AuditServer(LEDGER, KEPT::add);
        forgetful = new AuditServer(LEDGER, question -> false);
    }

    @AfterAll
    static void stop() {
        server.close();
        forgetful.close();
    }

    @BeforeEach
    void forget() {
        KEPT.clear();
    }

    @ParameterizedTest
    @CsvSource({
        "/audit/, PORTABILITY",
        "/audit/?from=x, PORTABILITY",
        "/audit/api/portability?by=week, PORTABILITY",
        "/audit/api/portability?unheard=of, PORTABILITY",
        "/audit/api/portability.csv?table=days, PORTABILITY_TABLE",
        "/audit/api/transfers, TRANSFERS",
        "/audit/api/transfers/undelivered, UNDELIVERED",
        "/audit/transfers/{id}, TRANSFER",
        "/audit/api/transfers/{id}, TRANSFER",
        "/audit/api/transfers/{id}/receipt, RECEIPT",
        "/audit/fhir/Measure/portability/$evaluate-measure, MEASURE_REPORT",
        "/audit/fhir/AuditEvent?agent=x, AUDIT_EVENTS",
        "/audit/fhir/AuditEvent/$export, AUDIT_EVENTS",
        "/audit/fhir/AuditEvent/1, AUDIT_EVENTS"
    })
    void every_question_is_an_entry_by_page_and_by_program(String path, QuestionKind kind) {
        String id = LEDGER.states().get(0).transfer().toString();

        for (int i = 0; i < 3; i++) {
            server.get(path.replace("{id}", id));
        }

        assertThat(KEPT).hasSize(3).allSatisfy(entry -> {
            assertThat(entry.kind()).isEqualTo(EntryKind.QUERIED);
            assertThat(entry.sender()).contains(new OdsCode("X26"));
            assertThat(entry.question()).contains(kind);
            assertThat(entry.transfer().map(Object::toString))
                    .isEqualTo(path.contains("{id}") ? Optional.of(id) : Optional.empty());
        });
    }

    @Test
    void an_id_that_somebody_made_up_is_not_kept() {
        server.get("/audit/api/transfers/6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        assertThat(KEPT)
                .singleElement()
                .satisfies(entry -> assertThat(entry.transfer()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/audit",
                "/audit/definitions",
                "/audit/assets/portage.css",
                "/audit/api/openapi.json",
                "/audit/fhir/metadata",
                "/audit/fhir/Measure/portability",
                "/audit/nothing",
                "/ledger/checkpoint",
                "/ledger/keys"
            })
    void what_is_the_same_for_every_ledger_or_a_static_file_is_no_question(String path) {
        server.get(path);

        assertThat(KEPT).isEmpty();
    }

    @Test
    void who_is_refused_asks_nothing() {
        server.send(
                HttpRequest.newBuilder(server.address("/audit/api/portability")).header("X-Role", "SOURCE"));
        server.send(HttpRequest.newBuilder(server.address("/audit/api/portability")));

        assertThat(KEPT).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/audit/",
                "/audit/api/portability",
                "/audit/api/portability.csv?table=days",
                "/audit/api/transfers",
                "/audit/fhir/AuditEvent",
                "/audit/fhir/Measure/portability/$evaluate-measure"
            })
    void a_question_that_cannot_be_kept_is_not_answered(String path) {
        HttpResponse<String> response = forgetful.get(path);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body())
                .contains("cannot be kept")
                .doesNotContain("eligible", LEDGER.states().get(0).transfer().toString());
    }
}
