package uk.portage.gateway.mailbox.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.adapter.spi.PersonIdentifier;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.store.TransferDraft;
import uk.portage.gateway.transfer.DedupeKey;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TaskStatus;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;

/** A real store with records that wait in mailboxes; it can be closed and opened again. */
final class OfferedRecords implements AutoCloseable {

    static final OdsCode TRUST = new OdsCode("RZZ");
    static final OdsCode HOME = new OdsCode("900");
    static final OdsCode OTHER_HOME = new OdsCode("901");
    static final FhirContext FHIR = FhirContext.forR4Cached();

    private static final byte[] SITE_KEY = "a site key of thirty-two bytes!!".getBytes(UTF_8);

    private final Path folder;
    private Store store;
    private int offered;

    OfferedRecords(Path folder) {
        this.folder = folder;
        this.store = open();
    }

    private Store open() {
        return SqlStore.open(
                new StoreConfiguration.Sqlite(folder.resolve("store").resolve("portage.db")), Clock.systemUTC());
    }

    Store store() {
        return store;
    }

    /** As after a restart. */
    void reopen() {
        store.close();
        store = open();
    }

    TransferId offer(OdsCode owner) {
        return offer(owner, "person " + offered);
    }

    TransferId offer(OdsCode owner, String person) {
        return offer(owner, person, message("message-" + offered));
    }

    TransferId offer(OdsCode owner, String person, Bundle record) {
        String businessId = "message-" + offered++;
        SubmissionId submission = SubmissionId.of(DedupeKey.of(TRUST, "adt", businessId));
        TransferId transfer = TransferId.of(submission, owner);
        byte[] source = businessId.getBytes(UTF_8);
        byte[] bundle = FHIR.newJsonParser()
                .setOverrideResourceIdWithBundleEntryFullUrl(false)
                .encodeResourceToString(record)
                .getBytes(UTF_8);
        OrderingKey key =
                OrderingKey.of(SITE_KEY, TRUST, new PersonIdentifier(PersonIdentifier.Kind.LOCAL, "MRN", person));
        Instant now = Instant.now();
        TimeTarget target = TimeTarget.defaultFor(Workflow.DISCHARGE_NOTICE);
        store.write(transaction -> {
                    transaction.keep(
                            new SubmissionRow(
                                    submission,
                                    TRUST,
                                    "adt",
                                    "hl7v2",
                                    "ADT^A03",
                                    Workflow.DISCHARGE_NOTICE,
                                    "",
                                    Optional.of(now),
                                    now,
                                    false,
                                    key,
                                    Sha256.of(source),
                                    source.length),
                            source,
                            new byte[32]);
                    transaction.keepBundle(submission, bundle, Sha256.of(bundle));
                    transaction.startTransfer(new TransferDraft(
                            transfer, submission, TRUST, owner, Workflow.DISCHARGE_NOTICE, now.plus(target.cutoff())));
                    transaction.append(entry(EntryKind.ROUTED, submission, transfer, owner)
                            .startedAt(now, true)
                            .timeTarget(target)
                            .rightPerson(true)
                            .valid(true)
                            .draft());
                    transaction.offer(transfer);
                    transaction.append(entry(EntryKind.OFFERED, submission, transfer, owner)
                            .draft());
                    return true;
                })
                .join();
        return transfer;
    }

    private static EntryDraft.Builder entry(
            EntryKind kind, SubmissionId submission, TransferId transfer, OdsCode owner) {
        return EntryDraft.of(kind)
                .submission(submission)
                .transfer(transfer)
                .sender(TRUST)
                .recipient(owner)
                .workflow(Workflow.DISCHARGE_NOTICE)
                .format("hl7v2");
    }

    /** A message about one synthetic person. */
    static Bundle message(String id) {
        Bundle bundle = new Bundle();
        bundle.setId(DerivedId.of("test", id).toString());
        bundle.setType(Bundle.BundleType.MESSAGE);
        MessageHeader header = new MessageHeader();
        header.setId(DerivedId.of("test", id, "header").toString());
        header.setEvent(new Coding("http://terminology.hl7.org/CodeSystem/v2-0003", "A03", null));
        header.getSource().setEndpoint("https://portage.uk/Id/application/RZZ/PAS");
        Patient patient = new Patient();
        patient.setId(DerivedId.of("test", id, "patient").toString());
        patient.addName().setFamily("Testcase").addGiven("Morwenna");
        patient.addIdentifier().setSystem("https://fhir.nhs.uk/Id/nhs-number").setValue("9990000018");
        header.addFocus().setReference("urn:uuid:" + patient.getIdElement().getIdPart());
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + header.getIdElement().getIdPart())
                .setResource(header);
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + patient.getIdElement().getIdPart())
                .setResource(patient);
        return bundle;
    }

    MailboxItem item(TransferId transfer) {
        return store.mailboxItem(transfer).orElseThrow();
    }

    TaskStatus status(TransferId transfer) {
        return item(transfer).status();
    }

    /** What the ledger says of a transfer since it was offered, in order. */
    List<EntryKind> entries(TransferId transfer) {
        return store.ledger().entriesAfter(0, 100_000).stream()
                .filter(entry -> entry.content().transfer().equals(Optional.of(transfer)))
                .map(entry -> entry.content().kind())
                .filter(kind -> kind != EntryKind.ROUTED && kind != EntryKind.OFFERED)
                .toList();
    }

    @Override
    public void close() {
        store.close();
    }
}
