package uk.portage.gateway.pipeline;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.pipeline.receive.ChannelConfiguration;
import uk.portage.gateway.pipeline.receive.MllpConfiguration;
import uk.portage.gateway.pipeline.receive.Rates;
import uk.portage.gateway.pipeline.receive.folder.FolderConfiguration;
import uk.portage.gateway.pipeline.route.DisclosurePolicy;
import uk.portage.gateway.pipeline.route.MailboxQuotas;
import uk.portage.gateway.pipeline.route.RoutingRules;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TimeTarget;

/**
 * How one road is laid.
 *
 * @param brokerDirectory where the embedded broker keeps its journal; may be deleted while the gateway is stopped
 * @param siteKey at least 32 secret bytes, the same for the life of the store
 * @param channels the MLLP listeners
 * @param folders the watched folders; the names of all channels differ, and each watches a folder of its own
 * @param testChannels names of channels whose training and debugging records travel on to their destinations; from any
 *     other channel such a record is translated, counted as excluded and goes no further
 * @param destinations the organisations that have a mailbox here
 * @param routing every destination it names has a mailbox
 * @param quotas how much may wait in a mailbox
 * @param rates how much each organisation may send
 * @param disclosure who is given what records ask to withhold
 * @param timeTargets those that differ from {@link TimeTarget#defaultFor the defaults}
 * @param zone of source times without an offset; Europe/London in England
 * @param consumers how many records are translated at the same time
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out; never compared
public record RoadConfiguration(
        Path brokerDirectory,
        byte[] siteKey,
        List<MllpConfiguration> channels,
        List<FolderConfiguration> folders,
        Set<String> testChannels,
        Set<OdsCode> destinations,
        RoutingRules routing,
        MailboxQuotas quotas,
        Rates rates,
        DisclosurePolicy disclosure,
        Map<Workflow, TimeTarget> timeTargets,
        ZoneId zone,
        int consumers) {

    private static final int MIN_SITE_KEY_BYTES = 32;
    private static final int MAX_CONSUMERS = 64;

    public RoadConfiguration {
        siteKey = siteKey.clone();
        channels = List.copyOf(channels);
        folders = List.copyOf(folders);
        testChannels = Set.copyOf(testChannels);
        destinations = Set.copyOf(destinations);
        timeTargets = Map.copyOf(timeTargets);
        if (siteKey.length < MIN_SITE_KEY_BYTES) {
            throw new IllegalArgumentException("the site key needs at least " + MIN_SITE_KEY_BYTES + " bytes");
        }
        if (consumers < 1 || consumers > MAX_CONSUMERS) {
            throw new IllegalArgumentException("there are 1 to " + MAX_CONSUMERS + " consumers, not " + consumers);
        }
        Set<String> names = new HashSet<>();
        Stream.concat(
                        channels.stream().map(MllpConfiguration::channel),
                        folders.stream().map(FolderConfiguration::channel))
                .map(ChannelConfiguration::name)
                .filter(name -> !names.add(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("two channels are named " + name);
                });
        for (OdsCode destination : routing.destinations()) {
            if (!destinations.contains(destination)) {
                throw new IllegalArgumentException("the routing names " + destination + ", which has no mailbox here");
            }
        }
    }

    @Override
    public byte[] siteKey() {
        return siteKey.clone();
    }

    /** The target in force for a workflow. */
    public TimeTarget timeTarget(Workflow workflow) {
        return timeTargets.getOrDefault(workflow, TimeTarget.defaultFor(workflow));
    }

    /** How many consumers suit this machine: waiting for the store takes most of a record's time. */
    public static int defaultConsumers() {
        return Math.min(MAX_CONSUMERS, Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));
    }

    /** Without the site key. */
    @Override
    public String toString() {
        return "RoadConfiguration[" + (channels.size() + folders.size()) + " channels, " + destinations.size()
                + " destinations, " + consumers + " consumers]";
    }
}
