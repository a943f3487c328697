package uk.portage.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.gateway.pipeline.receive.ChannelConfiguration;
import uk.portage.gateway.pipeline.receive.Rates;
import uk.portage.gateway.pipeline.route.DisclosurePolicy;
import uk.portage.gateway.pipeline.route.MailboxQuotas;
import uk.portage.gateway.pipeline.route.RoutingRules;
import uk.portage.gateway.pipeline.tls.CertificateHolders;
import uk.portage.gateway.pipeline.translate.SiteRules;
import uk.portage.gateway.pipeline.validate.BundleValidator;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.SubmissionId;

/** A real road with a real store and a real broker in a folder; only the format is a toy. */
final class TestRoad implements AutoCloseable {

    static final OdsCode TRUST = new OdsCode("RZZ");
    static final OdsCode COUNCIL = new OdsCode("9D1");
    static final OdsCode OTHER_COUNCIL = new OdsCode("9D2");
    static final ChannelConfiguration CHANNEL =
            new ChannelConfiguration("toy", "toy", Map.of(ChannelConfiguration.ANY_FACILITY, TRUST));

    final ToyAdapter adapter = new ToyAdapter();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Path folder;
    final SqlStore store;
    /** Who is meant by which name of a receiver, from the next start on. */
    final Map<String, OdsCode> receivers = new HashMap<>(Map.of("COUNCIL", COUNCIL, "OTHER", OTHER_COUNCIL));

    Road road;

    private final MailboxQuotas quotas;

    TestRoad(Path folder) throws IOException {
        this(folder, MailboxQuotas.DEFAULT);
    }

    TestRoad(Path folder, MailboxQuotas quotas) throws IOException {
        this.quotas = quotas;
        this.folder = folder;
        this.store = SqlStore.open(new StoreConfiguration.Sqlite(folder.resolve("store.db")), Clock.systemUTC());
        start();
    }

    Path brokerDirectory() {
        return folder.resolve("broker");
    }

    void start() throws IOException {
        RoadConfiguration configuration = new RoadConfiguration(
                brokerDirectory(),
                new byte[32],
                List.of(),
                List.of(),
                Set.of(),
                Set.of(COUNCIL, OTHER_COUNCIL),
                new RoutingRules(List.of(), receivers),
                quotas,
                Rates.DEFAULT,
                new DisclosurePolicy(Set.of(OTHER_COUNCIL), Set.of()),
                Map.of(),
                ZoneId.of("Europe/London"),
                8);
        road = Road.start(
                configuration,
                store,
                List.of(adapter),
                SiteRules.none((map, code) -> Optional.empty()),
                BundleValidator.standard(),
                CertificateHolders.NONE,
                organisation -> false,
                meters,
                Clock.systemUTC());
    }

    CompletableFuture<Answer> push(SourceDocument document) {
        return road.intake().receive(CHANNEL, document, Instant.now());
    }

    SubmissionId accepted(SourceDocument document) {
        Answer answer = push(document).join();
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
        return SubmissionId.parse(((Answer.Accepted) answer).receipt());
    }

    List<MailboxItem> mailbox(OdsCode owner) {
        List<MailboxItem> all = new ArrayList<>();
        List<MailboxItem> page = store.mailbox(owner, Set.of(), 0, 1000);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = store.mailbox(owner, Set.of(), page.get(page.size() - 1).position(), 1000);
        }
        return all;
    }

    /** Waits until a mailbox holds this many, and returns them in the order of offering. */
    List<MailboxItem> mailbox(OdsCode owner, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> store.mailboxCount(owner, Set.of()) >= count);
        return mailbox(owner);
    }

    /** Has a destination register the person of a submission. */
    void register(OdsCode owner, SubmissionId submission) {
        OrderingKey person = store.submission(submission).orElseThrow().orderingKey();
        store.write(transaction -> {
                    transaction.replaceCaseload(owner, Set.of(person));
                    return true;
                })
                .join();
    }

    /** The bundle as a destination is given it. */
    String bundle(MailboxItem item) {
        return new String(store.bundle(item.submission(), item.rendering()).orElseThrow(), StandardCharsets.UTF_8);
    }

    String[] fields(MailboxItem item) {
        return ToyAdapter.fields(store.submissionBytes(item.submission()).orElseThrow());
    }

    @Override
    public void close() {
        road.close();
        store.close();
    }
}
