package uk.portage.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uk.portage.gateway.pipeline.TestRoad.COUNCIL;
import static uk.portage.gateway.pipeline.TestRoad.OTHER_COUNCIL;
import static uk.portage.gateway.pipeline.TestRoad.TRUST;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Matter;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.TransferState;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Obligation;
import uk.portage.gateway.store.OutboxRow;
import uk.portage.gateway.store.ParkedKey;
import uk.portage.gateway.store.SubmissionStanding;
import uk.portage.gateway.store.TransferDraft;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.Exclusion;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Replacement;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;
import uk.portage.gateway.transfer.WithheldKind;

class RoadTest {

    @TempDir
    private Path folder;

    @Test
    void a_record_reaches_the_mailbox_of_its_receiver_and_every_step_is_an_entry() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            SubmissionId submission = test.accepted(ToyAdapter.document("m1", "p1", "COUNCIL", 1));
            MailboxItem item = test.mailbox(COUNCIL, 1).get(0);

            assertThat(item.submission()).isEqualTo(submission);
            assertThat(item.sender()).isEqualTo(TRUST);
            assertThat(item.status()).isEqualTo(TaskStatus.REQUESTED);
            assertThat(new String(test.store.bundle(submission).orElseThrow())).contains("step 1");
            List<Entry> entries = test.store.ledger().entriesOf(item.transfer());
            assertThat(entries)
                    .extracting(entry -> entry.content().kind())
                    .containsExactly(
                            EntryKind.RECEIVED,
                            EntryKind.TRANSLATED,
                            EntryKind.VALIDATED,
                            EntryKind.ROUTED,
                            EntryKind.OFFERED);
            EntryDraft routed = entries.get(3).content();
            assertThat(routed.sender()).contains(TRUST);
            assertThat(routed.recipient()).contains(COUNCIL);
            assertThat(routed.workflow()).contains(Workflow.ADMISSION_NOTICE);
            assertThat(routed.format()).contains("toy");
            assertThat(routed.messageType()).contains("TOY");
            assertThat(routed.startedBySource()).contains(true);
            assertThat(routed.timeTarget()).isPresent();
            assertThat(routed.losses()).isEqualTo(Map.of(LossKind.NO_TARGET, 1));
            assertThat(routed.rightPerson()).contains(true);
            assertThat(routed.valid()).contains(true);
            assertThat(test.road.health().isUp()).isTrue();
        }
    }

    @Test
    void a_record_that_is_pushed_again_is_offered_once() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            SourceDocument document = ToyAdapter.document("m1", "p1", "COUNCIL", 1);
            SubmissionId first = test.accepted(document);
            test.mailbox(COUNCIL, 1);
            assertThat(test.accepted(document)).isEqualTo(first);
            test.accepted(ToyAdapter.document("m2", "p1", "COUNCIL", 2));
            assertThat(test.mailbox(COUNCIL, 2)).hasSize(2);
        }
    }

    @Test
    void what_cannot_be_translated_or_routed_is_on_record_and_stops_no_one() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            SubmissionId refused = test.accepted(ToyAdapter.document("m1", "p1", "COUNCIL", -1));
            SubmissionId unknown = test.accepted(ToyAdapter.document("m2", "p1", "NOWHERE", 2));
            SubmissionId nowhere = test.accepted(ToyAdapter.document("m3", "p1", "", 3));
            SubmissionId testing = test.accepted(SourceDocument.of("m4|p1|COUNCIL|4|T".getBytes()));
            test.accepted(ToyAdapter.document("m5", "p1", "COUNCIL", 5));

            assertThat(test.mailbox(COUNCIL, 1)).hasSize(1);
            assertThat(state(test, refused).code()).contains(FailureCode.INVALID_VALUE);
            assertThat(state(test, refused).status()).isEqualTo(TransferStatus.TECHNICAL_FAILURE);
            assertThat(state(test, unknown).code()).contains(FailureCode.UNKNOWN_DESTINATION);
            assertThat(state(test, nowhere).code()).contains(FailureCode.NO_ROUTE);
            assertThat(state(test, testing).status()).isEqualTo(TransferStatus.EXCLUDED);
            assertThat(state(test, testing).exclusion()).contains(Exclusion.TEST_PATIENT);
        }
    }

    @Test
    void a_caseload_adds_its_destination() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            OrderingKey person = test.store
                    .submission(test.accepted(ToyAdapter.document("m1", "p1", "COUNCIL", 1)))
                    .orElseThrow()
                    .orderingKey();
            test.mailbox(COUNCIL, 1);
            test.store
                    .write(transaction -> {
                        transaction.replaceCaseload(OTHER_COUNCIL, Set.of(person));
                        return true;
                    })
                    .join();
            test.accepted(ToyAdapter.document("m2", "p1", "COUNCIL", 2));
            test.mailbox(COUNCIL, 2);
            assertThat(test.mailbox(OTHER_COUNCIL, 1)).hasSize(1);
        }
    }

    @Test
    void a_hidden_place_is_told_only_to_whoever_is_configured_to_be_told_and_what_is_withheld_is_on_record()
            throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            SubmissionId first = test.accepted(ToyAdapter.document("m1", "p1", "COUNCIL", 1));
            test.mailbox(COUNCIL, 1);
            test.register(OTHER_COUNCIL, first);
            test.accepted(SourceDocument.of("m2|p1|COUNCIL|2|hidden".getBytes()));
            MailboxItem restricted = test.mailbox(COUNCIL, 2).get(1);
            MailboxItem whole = test.mailbox(OTHER_COUNCIL, 1).get(0);

            assertThat(test.bundle(whole)).contains(ToyAdapter.HIDING_PLACE, "step 2");
            assertThat(test.bundle(restricted))
                    .doesNotContain(ToyAdapter.HIDING_PLACE)
                    .contains("step 2", "masked", "REDACTED");
            assertThat(test.store.ledger().entriesOf(restricted.transfer()))
                    .extracting(entry -> entry.content().kind())
                    .containsExactly(
                            EntryKind.RECEIVED,
                            EntryKind.TRANSLATED,
                            EntryKind.VALIDATED,
                            EntryKind.ROUTED,
                            EntryKind.WITHHELD,
                            EntryKind.OFFERED);
            assertThat(test.store.ledger().state(restricted.transfer()).orElseThrow())
                    .satisfies(state -> {
                        assertThat(state.withheld()).isEqualTo(Map.of(WithheldKind.ADDRESS, 1));
                        assertThat(state.status()).isEqualTo(TransferStatus.OPEN);
                    });
            assertThat(test.store.ledger().state(whole.transfer()).orElseThrow().withheld())
                    .isEmpty();
            EntryDraft offered =
                    test.store.ledger().entriesOf(restricted.transfer()).get(5).content();
            assertThat(offered.size()).contains((long) test.bundle(restricted).length());
        }
    }

    @Test
    void a_new_broker_gets_the_restricted_bundle_again_and_not_the_whole_one() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            for (int step = 0; step < 50; step++) {
                test.push(SourceDocument.of(("m" + step + "|p" + step + "|COUNCIL|" + step + "|hidden").getBytes()));
            }
            test.mailbox(COUNCIL, 1);
            test.road.close();
            deleteFolder(test.brokerDirectory());
            test.start();
            assertThat(test.mailbox(COUNCIL, 50))
                    .hasSize(50)
                    .allSatisfy(item -> assertThat(test.bundle(item)).doesNotContain(ToyAdapter.HIDING_PLACE));
        }
    }

    @Test
    void a_record_whose_person_refuses_to_share_it_goes_to_its_receiver_only_and_the_others_are_counted()
            throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            SubmissionId first = test.accepted(ToyAdapter.document("m1", "p1", "COUNCIL", 1));
            test.mailbox(COUNCIL, 1);
            test.register(OTHER_COUNCIL, first);
            SubmissionId refused = test.accepted(SourceDocument.of("m2|p1|COUNCIL|2|dissent".getBytes()));
            test.accepted(ToyAdapter.document("m3", "p1", "COUNCIL", 3));

            assertThat(test.mailbox(COUNCIL, 3)).hasSize(3);
            assertThat(test.mailbox(OTHER_COUNCIL, 1))
                    .extracting(item -> test.fields(item)[3])
                    .containsExactly("3");
            TransferState state = test.store
                    .ledger()
                    .state(TransferId.of(refused, OTHER_COUNCIL))
                    .orElseThrow();
            assertThat(state.status()).isEqualTo(TransferStatus.EXCLUDED);
            assertThat(state.exclusion()).contains(Exclusion.LAWFUL_WITHHOLDING);
        }
    }

    @Test
    void a_cancellation_refers_to_what_the_same_destination_was_sent_and_the_ledger_says_so() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            SubmissionId begun = test.accepted(SourceDocument.of("m1|p1|COUNCIL|1|begins=v1".getBytes()));
            test.mailbox(COUNCIL, 1);
            test.register(OTHER_COUNCIL, begun);
            SubmissionId cancelled = test.accepted(SourceDocument.of("m2|p1|COUNCIL|2|cancels=v1".getBytes()));

            List<MailboxItem> items = test.mailbox(COUNCIL, 2);
            TransferId first = TransferId.of(begun, COUNCIL);
            TransferId second = TransferId.of(cancelled, COUNCIL);
            assertThat(items.get(0).replacedBy()).contains(new Replacement(Matter.Effect.CANCELS, second));
            assertThat(items.get(0).status()).isEqualTo(TaskStatus.REQUESTED);
            assertThat(items.get(1).replaces()).contains(new Replacement(Matter.Effect.CANCELS, first));
            assertThat(routed(test, second).replaces()).contains(first);
            assertThat(routed(test, first).replaces()).isEmpty();

            MailboxItem elsewhere = test.mailbox(OTHER_COUNCIL, 1).get(0);
            assertThat(elsewhere.submission()).isEqualTo(cancelled);
            assertThat(elsewhere.replaces())
                    .as("it was not sent what is cancelled")
                    .isEmpty();
            assertThat(routed(test, elsewhere.transfer()).replaces()).isEmpty();
        }
    }

    @Test
    void a_cancellation_goes_to_whoever_was_sent_what_it_cancels_whatever_the_rules_say() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            SubmissionId begun = test.accepted(SourceDocument.of("m1|p1|COUNCIL|1|begins=v1".getBytes()));
            test.mailbox(COUNCIL, 1);
            SubmissionId cancelled = test.accepted(SourceDocument.of("m2|p1|NOBODY|2|cancels=v1".getBytes()));

            MailboxItem cancellation = test.mailbox(COUNCIL, 2).get(1);
            assertThat(cancellation.submission()).isEqualTo(cancelled);
            assertThat(cancellation.replaces())
                    .contains(new Replacement(Matter.Effect.CANCELS, TransferId.of(begun, COUNCIL)));
        }
    }

    @Test
    void a_cancellation_of_what_was_never_sent_or_is_of_another_person_refers_to_nothing_and_is_delivered()
            throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            test.accepted(SourceDocument.of("m1|p1|COUNCIL|1|cancels=v1".getBytes()));
            test.accepted(SourceDocument.of("m2|p1|COUNCIL|2|begins=v2".getBytes()));
            test.mailbox(COUNCIL, 2);
            test.accepted(SourceDocument.of("m3|p2|COUNCIL|3|cancels=v2".getBytes()));
            assertThat(test.mailbox(COUNCIL, 3))
                    .hasSize(3)
                    .allSatisfy(item -> assertThat(item.replaces()).isEmpty())
                    .allSatisfy(item -> assertThat(item.replacedBy()).isEmpty());
        }
    }

    @Test
    void a_correction_refers_to_the_correction_before_it() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            test.accepted(SourceDocument.of("m1|p1|COUNCIL|1|begins=v1".getBytes()));
            test.accepted(SourceDocument.of("m2|p1|COUNCIL|2|corrects=v1".getBytes()));
            test.accepted(SourceDocument.of("m3|p1|COUNCIL|3|corrects=v1".getBytes()));
            List<MailboxItem> items = test.mailbox(COUNCIL, 3);
            assertThat(items)
                    .extracting(item -> item.replaces().map(Replacement::transfer))
                    .containsExactly(
                            Optional.empty(),
                            Optional.of(items.get(0).transfer()),
                            Optional.of(items.get(1).transfer()));
        }
    }

    private static EntryDraft routed(TestRoad test, TransferId transfer) {
        return test.store.ledger().entriesOf(transfer).stream()
                .map(Entry::content)
                .filter(entry ->
                        entry.kind() == EntryKind.ROUTED && entry.transfer().equals(Optional.of(transfer)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_merge_reaches_everyone_who_was_sent_a_record_of_either_person_or_cares_for_one() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            test.accepted(ToyAdapter.document("m1", "survivor", "COUNCIL", 1));
            test.accepted(ToyAdapter.document("m2", "prior", "OTHER", 2));
            test.accepted(SourceDocument.of("m3|survivor||3|merge=prior".getBytes()));
            assertThat(test.mailbox(COUNCIL, 2)).hasSize(2);
            assertThat(test.mailbox(OTHER_COUNCIL, 2)).hasSize(2);
            assertThat(test.mailbox(OTHER_COUNCIL).get(1).workflow()).isEqualTo(Workflow.IDENTITY_MERGE);

            SubmissionId cared = test.accepted(ToyAdapter.document("m4", "cared-for", "COUNCIL", 4));
            test.mailbox(COUNCIL, 3);
            test.register(OTHER_COUNCIL, cared);
            test.accepted(SourceDocument.of("m5|nobody-yet||5|merge=cared-for".getBytes()));
            assertThat(test.mailbox(OTHER_COUNCIL, 3)).hasSize(3);
            assertThat(test.mailbox(COUNCIL, 4)).hasSize(4);

            test.accepted(SourceDocument.of("m6|survivor||6|merge=stranger".getBytes()));
            assertThat(test.mailbox(OTHER_COUNCIL, 4))
                    .as("what was merged once belongs together")
                    .hasSize(4);
        }
    }

    @Test
    void a_merge_does_not_overtake_the_records_of_the_person_whose_record_ends() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int person = 0; person < 60; person++) {
                for (int step = 0; step < 5; step++) {
                    answers.add(test.push(ToyAdapter.document("p" + person + step, "old" + person, "COUNCIL", step)));
                }
                answers.add(test.push(
                        SourceDocument.of(("m" + person + "|new" + person + "||5|merge=old" + person).getBytes())));
            }
            answers.forEach(CompletableFuture::join);
            List<MailboxItem> items = test.mailbox(COUNCIL, 360);
            Map<String, List<Integer>> steps = new HashMap<>();
            for (MailboxItem item : items) {
                String[] fields = test.fields(item);
                steps.computeIfAbsent(fields[1].replaceAll("\\D", ""), person -> new ArrayList<>())
                        .add(Integer.parseInt(fields[3]));
            }
            assertThat(steps)
                    .hasSize(60)
                    .allSatisfy((person, order) -> assertThat(order).containsExactly(0, 1, 2, 3, 4, 5));
        }
    }

    @Test
    void a_merge_waits_while_the_person_whose_record_ends_is_parked_and_goes_on_by_itself() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            test.adapter.poisoned.add("old");
            test.accepted(ToyAdapter.document("m1", "old", "COUNCIL", 1));
            await().until(() -> test.store.parkedKeys().size() == 1);
            test.accepted(SourceDocument.of("m2|new|OTHER|2|merge=old".getBytes()));
            await().until(() -> test.store.parkedKeys().size() == 2);
            test.accepted(ToyAdapter.document("m3", "new", "COUNCIL", 3));
            await().until(() -> test.store.parkedKeys().get(1).waiting() == 2);
            assertThat(test.mailbox(COUNCIL)).isEmpty();

            test.adapter.poisoned.clear();
            test.road.release(test.store.parkedKeys().get(0).key());
            List<MailboxItem> items = test.mailbox(COUNCIL, 3);
            assertThat(items).extracting(item -> test.fields(item)[3]).containsExactly("1", "2", "3");
            assertThat(test.mailbox(OTHER_COUNCIL, 1)).hasSize(1);
            assertThat(test.store.parkedKeys()).isEmpty();
        }
    }

    @Test
    void records_of_each_person_keep_their_order_under_eight_consumers() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int step = 0; step < 40; step++) {
                for (int person = 0; person < 50; person++) {
                    answers.add(
                            test.push(ToyAdapter.document("m" + step + "-" + person, "p" + person, "COUNCIL", step)));
                }
                if (answers.size() >= 500) {
                    answers.forEach(CompletableFuture::join);
                    answers.clear();
                }
            }
            answers.forEach(CompletableFuture::join);
            List<MailboxItem> items = test.mailbox(COUNCIL, 2000);
            assertThat(items).hasSize(2000);
            assertThat(stepsByPerson(test, items))
                    .hasSize(50)
                    .allSatisfy((person, steps) -> assertThat(steps).hasSize(40).isSorted());
        }
    }

    @Test
    void deleting_the_broker_while_stopped_loses_and_doubles_nothing() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            for (int step = 0; step < 300; step++) {
                test.push(ToyAdapter.document("m" + step, "p" + step % 10, "COUNCIL", step));
            }
            test.mailbox(COUNCIL, 20);
            test.road.close();
            deleteFolder(test.brokerDirectory());
            test.start();
            List<MailboxItem> items = test.mailbox(COUNCIL, 300);
            assertThat(items).extracting(MailboxItem::submission).hasSize(300).doesNotHaveDuplicates();
            assertThat(stepsByPerson(test, items))
                    .allSatisfy((person, steps) -> assertThat(steps).isSorted());
            assertThat(offers(test, items))
                    .hasSize(300)
                    .allSatisfy((transfer, count) -> assertThat(count).isEqualTo(1));
        }
    }

    @Test
    void a_poisoned_person_is_parked_while_others_flow_and_goes_on_in_order_when_released() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            test.accepted(ToyAdapter.document("a0", "bad", "COUNCIL", 0));
            test.mailbox(COUNCIL, 1);
            test.adapter.poisoned.add("bad");
            SubmissionId first = test.accepted(ToyAdapter.document("a1", "bad", "COUNCIL", 1));
            for (int step = 2; step < 10; step++) {
                test.accepted(ToyAdapter.document("a" + step, "bad", "COUNCIL", step));
                test.accepted(ToyAdapter.document("b" + step, "good" + step, "COUNCIL", step));
            }
            test.mailbox(COUNCIL, 9);
            await().until(() -> test.store.parkedKeys().stream().anyMatch(key -> key.waiting() == 9));

            ParkedKey parked = test.store.parkedKeys().get(0);
            assertThat(parked.first()).isEqualTo(first);
            assertThat(test.road.health().parkedKeys()).isEqualTo(1);
            assertThat(state(test, first).code()).contains(FailureCode.INTERNAL);
            assertThat(test.mailbox(COUNCIL)).hasSize(9);

            test.adapter.poisoned.clear();
            assertThat(test.road.release(parked.key())).isEqualTo(9);
            test.accepted(ToyAdapter.document("a10", "bad", "COUNCIL", 10));
            List<MailboxItem> items = test.mailbox(COUNCIL, 19);
            assertThat(stepsByPerson(test, items).get("bad")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
            assertThat(test.store.parkedKeys()).isEmpty();
            assertThat(test.road.release(parked.key())).isZero();
        }
    }

    @Test
    void the_outbox_is_empty_when_everything_has_been_relayed() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            test.accepted(ToyAdapter.document("m1", "p1", "COUNCIL", 1));
            test.mailbox(COUNCIL, 1);
            await().atMost(Duration.ofSeconds(5)).until(() -> test.road.health().outboxDepth() == 0);
            assertThat(test.road.health().deadLetters()).isZero();
        }
    }

    @Test
    void a_message_without_a_submission_ends_with_the_dead_letters_and_stops_no_one() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            SubmissionId nobody = new SubmissionId(new UUID(0, 7));
            test.store
                    .write(transaction -> {
                        transaction.enqueue(new OutboxRow.Draft(
                                OutboxRow.INBOX, "stray", new OrderingKey("stray"), nobody, Optional.empty()));
                        return true;
                    })
                    .join();
            test.accepted(ToyAdapter.document("m1", "p1", "COUNCIL", 1));
            assertThat(test.mailbox(COUNCIL, 1)).hasSize(1);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> test.road.health().deadLetters() == 1);
            assertThat(test.road.health().isUp()).isTrue();
            DeadLetter letter = test.road.deadLetters(10).get(0);
            assertThat(letter.queue()).isEqualTo(OutboxRow.INBOX);
            assertThat(letter.submission()).contains(nobody);
            assertThat(letter.transfer()).isEmpty();
            assertThat(letter.sentAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());
            assertThat(test.store.submissions().obligation(letter)).isEqualTo(Obligation.UNKNOWN);
            assertThat(test.road.sendAgain(letter)).isFalse();
            assertThat(test.road.remove(letter)).isTrue();
            assertThat(test.road.remove(letter)).isFalse();
            await().until(() -> test.road.health().deadLetters() == 0);
        }
    }

    @Test
    void a_dead_letter_of_what_is_still_to_be_delivered_cannot_be_removed_and_sent_again_arrives_once()
            throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            // Without a bundle nobody can deliver it.
            SubmissionId submission = test.accepted(ToyAdapter.document("m1", "p1", "COUNCIL", -1));
            await().until(() ->
                    test.store.submissions().find(submission).orElseThrow().standing() == SubmissionStanding.FAILED);
            TransferId transfer = TransferId.of(submission, COUNCIL);
            test.store
                    .write(transaction -> {
                        transaction.startTransfer(new TransferDraft(
                                transfer,
                                submission,
                                TRUST,
                                COUNCIL,
                                Workflow.ADMISSION_NOTICE,
                                Instant.now().plusSeconds(3600)));
                        transaction.enqueue(new OutboxRow.Draft(
                                OutboxRow.addressOf(COUNCIL),
                                transfer.toString(),
                                new OrderingKey("p1"),
                                submission,
                                Optional.of(transfer)));
                        return true;
                    })
                    .join();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> test.road.health().deadLetters() == 1);
            DeadLetter letter = test.road.deadLetters(10).get(0);
            assertThat(letter.queue()).isEqualTo(OutboxRow.addressOf(COUNCIL));
            assertThat(letter.transfer()).contains(transfer);
            assertThat(test.store.submissions().obligation(letter)).isEqualTo(Obligation.OPEN);
            assertThat(test.road.remove(letter)).isFalse();
            byte[] bundle = "{}".getBytes();
            test.store
                    .write(transaction -> {
                        transaction.keepBundle(submission, bundle, Sha256.of(bundle));
                        return true;
                    })
                    .join();
            assertThat(test.road.sendAgain(letter)).isTrue();
            assertThat(test.mailbox(COUNCIL, 1))
                    .extracting(MailboxItem::transfer)
                    .containsExactly(transfer);
            await().until(() -> test.road.health().deadLetters() == 0);
            assertThat(test.road.sendAgain(letter)).isFalse();
            assertThat(test.store.submissions().obligation(letter)).isEqualTo(Obligation.DONE);
            assertThat(test.store.ledger().entriesOf(submission))
                    .extracting(entry -> entry.content().kind())
                    .endsWith(EntryKind.RELEASED, EntryKind.OFFERED);
        }
    }

    @Test
    void a_cutoff_that_passes_is_on_record_with_whose_fault_it_was() throws IOException {
        try (TestRoad test = new TestRoad(folder)) {
            test.accepted(SourceDocument.of("m1|p1|COUNCIL|1|old".getBytes()));
            SubmissionId waiting = test.accepted(SourceDocument.of("m2|p2|NOWHERE|1|old".getBytes()));
            TransferId transfer = test.mailbox(COUNCIL, 1).get(0).transfer();
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            test.store.ledger().state(transfer).orElseThrow().status()
                                    == TransferStatus.DELIVERED_NOT_INTEGRATED);
            assertThat(test.store.ledger().state(transfer).orElseThrow().code()).contains(FailureCode.NOT_COLLECTED);
            assertThat(state(test, waiting).code()).contains(FailureCode.UNKNOWN_DESTINATION);
        }
    }

    @Test
    void no_log_line_and_no_metric_says_what_a_record_says() throws IOException {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        root.setLevel(Level.INFO);
        try (TestRoad test = new TestRoad(folder)) {
            test.adapter.poisoned.add("ZZCANARY");
            test.accepted(ToyAdapter.document("ZZCANARY", "ZZCANARY", "ZZCANARY", 1));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> test.road.health().parkedKeys() == 1);
            test.adapter.poisoned.clear();
            test.accepted(ToyAdapter.document("ZZCANARY2", "ZZCANARY2", "COUNCIL", 2));
            test.mailbox(COUNCIL, 1);
            assertThat(test.meters.getMeters())
                    .extracting(meter -> meter.getId().toString())
                    .isNotEmpty()
                    .noneMatch(id -> id.contains("ZZCANARY"));
        } finally {
            root.setLevel(Level.WARN);
            root.detachAppender(lines);
        }
        assertThat(lines.list)
                .isNotEmpty()
                .extracting(event -> event.getFormattedMessage() + "\n"
                        + Optional.ofNullable(event.getThrowableProxy())
                                .map(ThrowableProxyUtil::asString)
                                .orElse(""))
                .noneMatch(line -> line.contains("ZZCANARY"));
    }

    private static TransferState state(TestRoad test, SubmissionId submission) {
        TransferId transfer = TransferId.withoutDestination(submission);
        await().until(() -> test.store
                .ledger()
                .state(transfer)
                .filter(state ->
                        state.status() != TransferStatus.OPEN || state.code().isPresent())
                .isPresent());
        return test.store.ledger().state(transfer).orElseThrow();
    }

    private static Map<String, List<Integer>> stepsByPerson(TestRoad test, List<MailboxItem> items) {
        Map<String, List<Integer>> steps = new HashMap<>();
        for (MailboxItem item : items) {
            String[] fields = test.fields(item);
            steps.computeIfAbsent(fields[1], person -> new ArrayList<>()).add(Integer.parseInt(fields[3]));
        }
        return steps;
    }

    private static Map<TransferId, Integer> offers(TestRoad test, List<MailboxItem> items) {
        Map<TransferId, Integer> offers = new HashMap<>();
        for (MailboxItem item : items) {
            offers.put(item.transfer(), (int) test.store.ledger().entriesOf(item.transfer()).stream()
                    .filter(entry -> entry.content().kind() == EntryKind.OFFERED)
                    .count());
        }
        return offers;
    }

    private static void deleteFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
