package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.OTHER_COUNCIL;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Period;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.PersonIdentifier;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;

class CaseloadTest {

    private static final String ONE = "9990000018";
    private static final String TWO = "9990000026";
    private static final String THREE = "9990000034";

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
    void a_group_replaces_the_whole_caseload() {
        HttpResponse<String> first = put(group(ONE, TWO, TWO));
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(read(first).getQuantity()).isEqualTo(2);
        assertThat(whoCaresFor(ONE)).containsExactly(COUNCIL);

        assertThat(put(group(THREE)).statusCode()).isEqualTo(200);
        assertThat(whoCaresFor(ONE)).isEmpty();
        assertThat(whoCaresFor(THREE)).containsExactly(COUNCIL);
        assertThat(server.entries(EntryKind.CONFIGURED))
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.content().sender()).isEqualTo(Optional.of(COUNCIL)));
    }

    @Test
    void a_caseload_is_shown_by_its_size_alone() {
        put(group(ONE, TWO));
        HttpResponse<String> response = server.get(COUNCIL, "/fhir/Group/caseload");
        Group group = read(response);
        assertThat(group.getQuantity()).isEqualTo(2);
        assertThat(group.getMember()).isEmpty();
        assertThat(group.getManagingEntity().getIdentifier().getValue()).isEqualTo("900");
        assertThat(response.body()).doesNotContain(ONE);
        assertThat(server.get(COUNCIL, "/caseload").body()).isEqualTo("{\"owner\":\"900\",\"persons\":2}");
        assertThat(read(server.get(OTHER_COUNCIL, "/fhir/Group/caseload")).getQuantity())
                .isZero();
    }

    @Test
    void each_destination_has_its_own_caseload() {
        put(group(ONE));
        csv(OTHER_COUNCIL, "nhs_number\n" + ONE + "\n" + TWO + "\n");
        assertThat(whoCaresFor(ONE)).containsExactly(COUNCIL, OTHER_COUNCIL);
        assertThat(whoCaresFor(TWO)).containsExactly(OTHER_COUNCIL);
    }

    @Test
    void who_is_inactive_is_not_cared_for() {
        Group group = group(ONE, TWO);
        group.getMember().get(0).setInactive(true);
        put(group);
        assertThat(whoCaresFor(ONE)).isEmpty();
        assertThat(whoCaresFor(TWO)).containsExactly(COUNCIL);
    }

    @Test
    void a_member_without_a_valid_nhs_number_is_named_by_its_place() {
        put(group(THREE));
        Group group = group(ONE, "9990000019", "Testcase", TWO);
        group.getMember().get(3).getEntity().getIdentifier().setSystem("https://example.org/local");
        HttpResponse<String> response = put(group);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(Outcomes.outcome(response).getIssue())
                .extracting(issue -> issue.getExpression().get(0).getValue())
                .containsExactly(
                        "Group.member[1].entity.identifier",
                        "Group.member[2].entity.identifier",
                        "Group.member[3].entity.identifier");
        assertThat(response.body()).doesNotContain("999000").doesNotContain("Testcase");
        assertThat(whoCaresFor(THREE)).containsExactly(COUNCIL);
        assertThat(whoCaresFor(ONE)).isEmpty();
    }

    @Test
    void what_would_be_lost_in_a_group_is_refused() {
        Group ended = group(ONE);
        ended.getMember().get(0).setPeriod(new Period());
        ended.getMember().get(0).getPeriod().getEndElement().setValueAsString("2020-01-01");
        Group animals = group(ONE);
        animals.setType(Group.GroupType.ANIMAL);
        Group described = group(ONE);
        described.setActual(false);
        Group partial = group(ONE);
        partial.setQuantity(2);
        Group criteria = group(ONE);
        criteria.addCharacteristic().setExclude(true);
        for (Group group : List.of(ended, animals, described, partial, criteria)) {
            assertThat(put(group).statusCode()).isEqualTo(422);
        }
        Group other = group(ONE);
        other.setId("Group/other");
        assertThat(put(other).statusCode()).isEqualTo(400);
        assertThat(server.store().caseloadSize(COUNCIL)).isZero();
    }

    @Test
    void a_caseload_is_emptied_on_purpose_only() {
        put(group(ONE));
        assertThat(put(group()).statusCode()).isEqualTo(422);
        assertThat(csv(COUNCIL, "nhs_number\n").statusCode()).isEqualTo(422);
        assertThat(server.store().caseloadSize(COUNCIL)).isEqualTo(1);
        Group empty = group();
        empty.setQuantity(0);
        assertThat(put(empty).statusCode()).isEqualTo(200);
        assertThat(server.store().caseloadSize(COUNCIL)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nhs_number\n9990000018\n9990000026\n",
                "\uFEFFnhs_number\r\n999 000 0018\r\n\r\n\"9990000026\"",
                "NHS_NUMBER\n9990000018\n9990000018\n 9990000026 \n"
            })
    void a_csv_file_may_look_as_spreadsheets_write_them(String file) {
        HttpResponse<String> response = csv(COUNCIL, file);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"owner\":\"900\",\"persons\":2}");
        assertThat(whoCaresFor(ONE)).containsExactly(COUNCIL);
        assertThat(whoCaresFor(TWO)).containsExactly(COUNCIL);
    }

    @Test
    void a_csv_file_is_refused_by_its_lines() {
        csv(COUNCIL, "nhs_number\n" + THREE);
        HttpResponse<String> response =
                csv(COUNCIL, "nhs_number\n" + ONE + "\n9990000019\n\n" + ONE + ",Testcase\nTestcase\n" + TWO);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(Outcomes.outcome(response).getIssue())
                .extracting(issue -> issue.getDetails().getText())
                .containsExactly(
                        "line 3: the check digit is wrong",
                        "line 5: one column is expected",
                        "line 6: an NHS number has ten digits",
                        "3 lines are wrong; nothing was changed");
        assertThat(response.body()).doesNotContain("999000").doesNotContain("Testcase");
        assertThat(whoCaresFor(THREE)).containsExactly(COUNCIL);
    }

    @Test
    void an_answer_names_twenty_lines_and_the_number_of_all() {
        HttpResponse<String> response = csv(COUNCIL, "nhs_number\n" + "Testcase\n".repeat(1000));
        List<String> texts = Outcomes.outcome(response).getIssue().stream()
                .map(issue -> issue.getDetails().getText())
                .toList();
        assertThat(texts).hasSize(21).last().isEqualTo("1000 lines are wrong; nothing was changed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9990000018\n",
                "nhs_number,name\n9990000018,Testcase\n",
                "nhs_number\n\"9990000018\n",
                "nhs_number\n\"9990000018\"Testcase\n"
            })
    void what_is_not_a_caseload_file_is_refused(String file) {
        HttpResponse<String> response = csv(COUNCIL, file);
        assertThat(response.statusCode()).isEqualTo(422);
        Outcomes.assertOutcome(response, "structure", FailureCode.INVALID_VALUE);
        assertThat(response.body()).doesNotContain("999000").doesNotContain("Testcase");
    }

    @Test
    void another_content_type_is_not_a_csv_file() {
        assertThat(server.request("POST", "/caseload")
                        .body("application/json", "[\"9990000018\"]")
                        .send()
                        .statusCode())
                .isEqualTo(415);
    }

    private HttpResponse<String> put(Group group) {
        return server.request("PUT", "/fhir/Group/caseload").json(group).send();
    }

    private HttpResponse<String> csv(OdsCode caller, String file) {
        return server.request("POST", "/caseload")
                .as(caller)
                .body("text/csv; charset=utf-8", file)
                .send();
    }

    private List<OdsCode> whoCaresFor(String nhsNumber) {
        return server.store()
                .caseload(OrderingKey.of(
                        MailboxServer.SITE_KEY,
                        MailboxServer.TRUST,
                        new PersonIdentifier(PersonIdentifier.Kind.NHS_NUMBER, "", nhsNumber)));
    }

    private static Group read(HttpResponse<String> response) {
        return MailboxServer.FHIR.newJsonParser().parseResource(Group.class, response.body());
    }

    private static Group group(String... nhsNumbers) {
        Group group = new Group();
        group.setId("Group/caseload");
        group.setType(Group.GroupType.PERSON);
        group.setActual(true);
        for (String nhsNumber : nhsNumbers) {
            group.addMember()
                    .getEntity()
                    .getIdentifier()
                    .setSystem("https://fhir.nhs.uk/Id/nhs-number")
                    .setValue(nhsNumber);
        }
        return group;
    }
}
