package uk.portage.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;

class CanonicalFormTest {

    private static final Instant TIME = Instant.parse("2026-03-02T12:00:00.050Z");

    private static final Entry FULL = new Entry(
            17,
            TIME,
            EntryDraft.of(EntryKind.ROUTED)
                    .submission(SubmissionId.parse("00000000-0000-8000-8000-000000000001"))
                    .transfer(new TransferId(UUID.fromString("00000000-0000-8000-8000-000000000002")))
                    .sender(new OdsCode("RZ9"))
                    .recipient(new OdsCode("E99"))
                    .workflow(Workflow.DISCHARGE_SUMMARY)
                    .format("hl7v2")
                    .messageType("ADT^A03")
                    .channel("ward \"7\"\\ \u00e9\u20ac\t\u0001")
                    .stage(Stage.ROUTE)
                    .size(2048)
                    .duration(Duration.ofMillis(12))
                    .startedAt(TIME.minusSeconds(60), true)
                    .timeTarget(new TimeTarget(Duration.ofHours(24), Duration.ofDays(8)))
                    .code(FailureCode.NO_ROUTE)
                    .reason(RejectionReason.OTHER)
                    .exclusion(Exclusion.DUPLICATE)
                    .losses(Map.of(LossKind.UNPARSEABLE, 1, LossKind.COARSER, 20))
                    .rightPerson(true)
                    .valid(false)
                    .commitment(Sha256.of(new byte[0]))
                    .count(3)
                    .draft());

    @Test
    void an_entry_with_every_component_has_these_bytes_for_ever() {
        assertThat(new String(CanonicalForm.of(FULL), StandardCharsets.UTF_8))
                .isEqualTo("{\"channel\":\"ward \\\"7\\\"\\\\ \u00e9\u20ac\\t\\u0001\",\"code\":\"NO_ROUTE\","
                        + "\"commitment\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\"count\":3,"
                        + "\"cutoffMilliseconds\":691200000,\"durationMilliseconds\":12,\"exclusion\":\"DUPLICATE\","
                        + "\"format\":\"hl7v2\",\"kind\":\"ROUTED\",\"losses\":{\"COARSER\":20,\"UNPARSEABLE\":1},"
                        + "\"messageType\":\"ADT^A03\",\"reason\":\"OTHER\",\"recipient\":\"E99\",\"rightPerson\":true,"
                        + "\"sender\":\"RZ9\",\"sequence\":17,\"size\":2048,\"stage\":\"ROUTE\","
                        + "\"startedAt\":\"2026-03-02T11:59:00.050Z\",\"startedBySource\":true,"
                        + "\"submission\":\"00000000-0000-8000-8000-000000000001\",\"targetMilliseconds\":86400000,"
                        + "\"time\":\"2026-03-02T12:00:00.050Z\","
                        + "\"transfer\":\"00000000-0000-8000-8000-000000000002\",\"valid\":false,"
                        + "\"workflow\":\"discharge-summary\"}");
    }

    @Test
    void what_is_absent_is_left_out() {
        Entry entry = new Entry(1, TIME, EntryDraft.of(EntryKind.CONFIGURED).draft());
        assertThat(new String(CanonicalForm.of(entry), StandardCharsets.UTF_8))
                .isEqualTo("{\"kind\":\"CONFIGURED\",\"sequence\":1,\"time\":\"2026-03-02T12:00:00.050Z\"}");
    }

    @Test
    void a_question_is_one_more_member_and_changes_no_entry_from_before_there_were_any() {
        Entry entry = new Entry(
                1,
                TIME,
                EntryDraft.of(EntryKind.QUERIED)
                        .sender(new OdsCode("X26"))
                        .question(QuestionKind.PORTABILITY)
                        .draft());
        assertThat(new String(CanonicalForm.of(entry), StandardCharsets.UTF_8))
                .isEqualTo("{\"kind\":\"QUERIED\",\"question\":\"PORTABILITY\",\"sender\":\"X26\",\"sequence\":1,"
                        + "\"time\":\"2026-03-02T12:00:00.050Z\"}");
        assertThat(CanonicalForm.parse(CanonicalForm.of(entry))).isEqualTo(entry);
    }

    @Test
    void members_are_in_the_order_of_their_names() {
        Matcher member = Pattern.compile("\"([A-Za-z]+)\":")
                .matcher(new String(CanonicalForm.of(FULL), StandardCharsets.UTF_8)
                        .replaceAll("\\{\"COARSER[^}]*}", "0"));
        List<String> names = new ArrayList<>();
        while (member.find()) {
            names.add(member.group(1));
        }
        assertThat(names).hasSize(26).isSorted();
    }

    @Test
    void every_entry_reads_back_as_itself() {
        assertThat(CanonicalForm.parse(CanonicalForm.of(FULL))).isEqualTo(FULL);
        long seed = 20261123;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Entry entry = new Entry(i + 1, TIME.plusMillis(random.nextInt(1_000_000)), RandomEntries.draft(random));
            assertThat(CanonicalForm.parse(CanonicalForm.of(entry)))
                    .as("seed %d, entry %d", seed, i)
                    .isEqualTo(entry);
        }
    }

    @Test
    void only_the_canonical_bytes_are_read() {
        String canonical = new String(CanonicalForm.of(FULL), StandardCharsets.UTF_8);
        List<String> others = List.of(
                canonical + " ",
                canonical.replace(":17", ":017"),
                canonical.replace(":17", ":1.7e1"),
                canonical.replace(":17", ":\"17\""),
                canonical.replace("\\t", "\\u0009"),
                canonical.replace("11:59:00.050Z", "11:59:00.05Z"),
                canonical.replace("\"kind\":\"ROUTED\"", "\"kind\":\"LOST\""),
                canonical.replace("{\"channel\"", "{\"added\":1,\"channel\""),
                canonical.replace(",\"workflow\"", ",\"workflow\":\"unknown\",\"workflow\""),
                canonical.substring(0, canonical.length() - 1),
                "{}",
                "[]",
                "");
        for (String other : others) {
            assertThatThrownBy(() -> CanonicalForm.parse(other.getBytes(StandardCharsets.UTF_8)))
                    .as(other)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void damaged_bytes_are_refused_and_nothing_else_happens() {
        byte[] canonical = CanonicalForm.of(FULL);
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = canonical.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                Entry entry = CanonicalForm.parse(damaged);
                assertThat(CanonicalForm.of(entry)).isEqualTo(damaged);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessage("not the canonical form of an entry");
            }
        }
    }

    @Test
    void what_has_no_canonical_form_is_refused() {
        assertThatThrownBy(() -> CanonicalForm.of(new Entry(
                        1,
                        TIME,
                        EntryDraft.of(EntryKind.RECEIVED).channel("\ud800").draft())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CanonicalForm.of(new Entry(
                        1,
                        TIME,
                        EntryDraft.of(EntryKind.RECEIVED).size(1L << 53).draft())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_commitment_needs_its_salt() {
        byte[] salt = Commitment.newSalt(new java.security.SecureRandom());
        byte[] content = "MSH|".getBytes(StandardCharsets.UTF_8);
        assertThat(salt).hasSize(Commitment.SALT_LENGTH);
        assertThat(Commitment.of(salt, content))
                .isEqualTo(Sha256.ofConcatenation(salt, content))
                .isNotEqualTo(Commitment.of(new byte[Commitment.SALT_LENGTH], content));
        assertThatThrownBy(() -> Commitment.of(new byte[16], content)).isInstanceOf(IllegalArgumentException.class);
    }
}
