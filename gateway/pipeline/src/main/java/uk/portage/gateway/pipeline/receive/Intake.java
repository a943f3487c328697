package uk.portage.gateway.pipeline.receive;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import uk.portage.adapter.spi.Acknowledger;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.TimeTarget;

/**
 * Takes a document in, whatever the transport: who is speaking, whether it came before, one commit. A listener, an HTTP
 * resource and a folder watcher are each one class on top of it. Safe for use by many threads.
 */
public final class Intake {

    private final Map<String, Adapter> adapters;

    /**
     * @param siteKey at least 32 secret bytes, the same for the life of the store
     * @param timeTargets the time targets that differ from {@link TimeTarget#defaultFor the defaults}
     */
    public Intake(
            Store store,
            Collection<Adapter> adapters,
            byte[] siteKey,
            Map<Workflow, TimeTarget> timeTargets,
            MeterRegistry meters,
            InstantSource clock) {
        this.adapters = adapters.stream()
                .collect(java.util.stream.Collectors.toUnmodifiableMap(Adapter::name, adapter -> adapter));
    }

    /**
     * Identifies a document, checks its sender and keeps it.
     *
     * @param receivedAt when its last byte came
     * @return completes, never exceptionally, after the commit that keeps the document or its refusal
     */
    public CompletableFuture<Answer> receive(
            ChannelConfiguration channel, SourceDocument document, Instant receivedAt) {
        return CompletableFuture.completedFuture(
                new Answer.Refused(FailureCode.STORE_UNAVAILABLE, java.util.List.of()));
    }

    /** Writes answers in the format of the channel. */
    public Acknowledger acknowledger(ChannelConfiguration channel) {
        Adapter adapter = adapters.get(channel.adapter());
        if (adapter == null) {
            throw new IllegalArgumentException(
                    "channel " + channel.name() + " needs the adapter " + channel.adapter() + ", which is not there");
        }
        return adapter.acknowledger();
    }
}
