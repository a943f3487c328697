package uk.portage.gateway.mailbox;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.RecordRequest;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.Transaction;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Stage;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * What a destination may ask for about a person it cares for: a record from an organisation, and who has sent records. Of
 * anybody else it hears the same as of somebody who is not there.
 */
final class RecordRequests {

    static final String PATIENT = "patient";
    static final String NHS_NUMBER = "nhs-number";
    static final String ORGANISATION = "organization";

    static final Set<String> PARAMETERS = Set.of(PATIENT, NHS_NUMBER, ORGANISATION);
    static final Set<String> PERSON = Set.of(PATIENT, NHS_NUMBER);

    /** How many requests of one destination may be open at once. */
    static final int MOST_OPEN = 1_000;

    private final Store store;
    private final Mailbox mailbox;
    private final MailboxSettings settings;

    RecordRequests(Store store, Mailbox mailbox, MailboxSettings settings) {
        this.store = store;
        this.mailbox = mailbox;
        this.settings = settings;
    }

    /**
     * Keeps a request, or finds the one that is open for the same. Returns once it is kept.
     *
     * @throws RefusedException 400 or 422 if it is not said whose record, or from whom; 404 if the caller does not care
     *     for the person; 429 if too many are open
     */
    RecordRequest ask(OdsCode caller, OperationParameters parameters) {
        NhsNumber number = number(parameters);
        OdsCode source = source(caller, parameters);
        OrderingKey person = caredFor(caller, number);
        String id = UUID.randomUUID().toString();
        SubmissionId submission = RequestedRecord.submission(source, id);
        Optional<RecordRequest> kept = Commit.await(store.write(transaction -> {
            Optional<RecordRequest> before = transaction.recordRequests().find(caller, source, person);
            if (before.isPresent() || transaction.recordRequests().open(caller) >= MOST_OPEN) {
                return before;
            }
            transaction.recordRequests().add(id, caller, source, person, number.digits(), submission);
            transaction.append(EntryDraft.of(EntryKind.RECORD_REQUESTED)
                    .submission(submission)
                    .sender(source)
                    .recipient(caller)
                    .workflow(Workflow.RECORD_ON_REQUEST)
                    .stage(Stage.RECEIVE)
                    .draft());
            return transaction.recordRequests().find(caller, source, person);
        }));
        return kept.orElseThrow(() -> new RefusedException(Refusal.of(
                        429,
                        FailureCode.OVERLOADED,
                        IssueType.TRANSIENT,
                        "this destination has " + MOST_OPEN + " requests open; others can be made when some have ended")
                .with("Retry-After", "60")));
    }

    /**
     * The caller's request of this id, empty if there is none. That somebody else has it is on record.
     *
     * @throws RefusedException 404 if it is another destination's
     */
    Optional<RecordRequest> find(OdsCode caller, String id) {
        Optional<RecordRequest> request = store.recordRequests().find(id);
        if (request.isPresent() && !request.get().requester().equals(caller)) {
            mailbox.denyAnothers(caller);
            throw new RefusedException(Refusal.notFound());
        }
        return request;
    }

    /**
     * Who has sent records about a person, with the time of the last. That the caller was told is on record before it is.
     *
     * @throws RefusedException 404 if the caller does not care for the person
     */
    LocatedSenders locate(OdsCode caller, OperationParameters parameters) {
        OrderingKey person = caredFor(caller, number(parameters));
        LocatedSenders senders =
                new LocatedSenders(new java.util.TreeMap<>(store.sendersOf(person, caller)), settings.sources());
        boolean noted = Commit.await(store.write((Transaction transaction) -> {
            transaction.append(EntryDraft.of(EntryKind.SENDERS_LOCATED)
                    .recipient(caller)
                    .count(senders.last().size())
                    .draft());
            return true;
        }));
        if (!noted) {
            throw new IllegalStateException("what was told is not on record");
        }
        return senders;
    }

    private OrderingKey caredFor(OdsCode caller, NhsNumber number) {
        OrderingKey person = settings.orderingKey(number);
        if (store.caseload(person).contains(caller)) {
            return person;
        }
        mailbox.denyAnothers(caller);
        throw new RefusedException(Refusal.notFound());
    }

    private static NhsNumber number(OperationParameters parameters) {
        Optional<String> identifier = parameters.text(PATIENT);
        Optional<String> number = parameters.text(NHS_NUMBER);
        if (identifier.isPresent() == number.isPresent()) {
            throw new RefusedException(Refusal.badRequest(
                    IssueType.REQUIRED,
                    "the person is named by " + PATIENT + ", an identifier of the system " + NhsNumber.SYSTEM
                            + ", or by " + NHS_NUMBER));
        }
        return Persons.number(identifier
                .or(() -> number.map(digits -> NhsNumber.SYSTEM + "|" + digits))
                .orElseThrow());
    }

    private OdsCode source(OdsCode caller, OperationParameters parameters) {
        String text = parameters
                .text(ORGANISATION)
                .orElseThrow(() -> new RefusedException(Refusal.badRequest(
                        IssueType.REQUIRED,
                        "whom to ask is missing: " + ORGANISATION + ", an identifier of the system "
                                + TaskResource.ODS_SYSTEM + ", or the code")));
        String prefix = TaskResource.ODS_SYSTEM + "|";
        return OdsCode.parse(text.startsWith(prefix) ? text.substring(prefix.length()) : text)
                .filter(settings.sources()::contains)
                .filter(code -> !code.equals(caller))
                .orElseThrow(() -> new RefusedException(Refusal.of(
                        422,
                        FailureCode.INVALID_VALUE,
                        IssueType.NOT_SUPPORTED,
                        "not an organisation that can be asked here; those that can: "
                                + settings.sources().listWithout(caller))));
    }

    /** Why the answer, though it was taken in, does not come into the mailbox; empty if it may still. */
    Optional<FailureCode> endOnTheRoad(RecordRequest request) {
        Map<EntryKind, FailureCode> ends = Map.of(
                EntryKind.FAILED, FailureCode.INTERNAL,
                EntryKind.NOT_ROUTED, FailureCode.NO_ROUTE,
                EntryKind.EXCLUDED, FailureCode.NO_ROUTE);
        return store.ledger().entriesOf(request.submission()).stream()
                .filter(entry -> ends.containsKey(entry.content().kind()))
                .map(entry -> entry.content()
                        .code()
                        .orElseGet(() -> ends.getOrDefault(entry.content().kind(), FailureCode.INTERNAL)))
                .findFirst();
    }
}
