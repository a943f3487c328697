package uk.portage.gateway.pipeline;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.CodeMaps;
import uk.portage.gateway.pipeline.receive.Intake;
import uk.portage.gateway.pipeline.validate.BundleValidator;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OrderingKey;

/** The one road from receipt to mailbox, running: broker, relay, consumers, deliverers and listeners. */
public final class Road implements AutoCloseable {

    private final Intake intake;

    private Road(Intake intake) {
        this.intake = intake;
    }

    /**
     * Starts everything, the listeners last: when this returns, the road is warm and takes records.
     *
     * @param store stays open when the road closes
     * @throws IOException if the broker cannot start or a port cannot be bound; nothing is left running
     * @throws IllegalArgumentException if the configuration cannot work, for example a channel without its adapter
     */
    public static Road start(
            RoadConfiguration configuration,
            Store store,
            List<Adapter> adapters,
            CodeMaps codeMaps,
            BundleValidator validator,
            MeterRegistry meters,
            InstantSource clock)
            throws IOException {
        Intake intake =
                new Intake(store, adapters, configuration.siteKey(), configuration.timeTargets(), meters, clock);
        return new Road(intake);
    }

    /** The port on which a channel listens: the real one if 0 was asked for. */
    public int mllpPort(String channel) {
        return 0;
    }

    /** Where every transport hands over what it received. */
    public Intake intake() {
        return intake;
    }

    public RoadHealth health() {
        return new RoadHealth(false, false, false, 0, 0, 0, 0);
    }

    /**
     * Lets a parked person's records go on, in their order.
     *
     * @return how many records go on; 0 if the key is not parked
     */
    public int release(OrderingKey key) {
        return 0;
    }

    /** Stops taking records, lets what is under way end, and stops. What has not been done goes on at the next start. */
    @Override
    public void close() {}
}
