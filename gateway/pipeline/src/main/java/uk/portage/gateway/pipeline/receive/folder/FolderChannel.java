package uk.portage.gateway.pipeline.receive.folder;

import io.micrometer.core.instrument.Gauge;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.pipeline.receive.Intake;
import uk.portage.gateway.pipeline.receive.ReceiveBudget;

/**
 * A watched folder. Camel's file component looks into it, sorts what is there and hands over one file at a time; which
 * file is complete, what is in it and where it goes is decided here.
 */
public final class FolderChannel implements AutoCloseable {

    private static final Duration FAREWELL = Duration.ofSeconds(15);
    private static final long LONGEST_DELAY_MILLIS = 1_000;
    /** What writers call a file until it is whole. */
    private static final List<String> UNFINISHED = List.of(".tmp", ".part", ".partial", ".filepart", ".crdownload");

    private static final Logger LOG = LoggerFactory.getLogger(FolderChannel.class);

    private final CamelContext camel;
    private final String routeId;
    private final FolderConfiguration configuration;
    private final Intake intake;
    private final Sightings sightings = new Sightings();
    private final FileTaking taking;
    private final Gauge waiting;
    private final Gauge reachable;
    private volatile boolean there = true;
    private volatile int files;
    private boolean strayNames;

    private FolderChannel(
            CamelContext camel,
            FolderConfiguration configuration,
            Intake intake,
            ReceiveBudget budget,
            Shelves shelves) {
        this.camel = camel;
        this.configuration = configuration;
        this.intake = intake;
        this.routeId = "receive-" + configuration.channel().name();
        this.taking = new FileTaking(configuration, intake, budget, sightings, shelves);
        String channel = configuration.channel().name();
        this.waiting = Gauge.builder("portage.folder.waiting", this, folder -> folder.files)
                .description("Files of a watched folder that have not been put away")
                .tag("channel", channel)
                .register(intake.meters());
        this.reachable = Gauge.builder("portage.folder.reachable", this, folder -> folder.there ? 1 : 0)
                .description("1 if a watched folder can be listed")
                .tag("channel", channel)
                .register(intake.meters());
    }

    /**
     * Begins to watch.
     *
     * @param camel a started context; the channel adds one route, named {@code receive-} and the channel's name
     * @param budget how much of files all folders may hold in memory together
     * @throws IllegalArgumentException if the configuration cannot work, for example no such adapter
     * @throws IOException if the folder is not there or may not be written to
     */
    public static FolderChannel start(
            CamelContext camel, FolderConfiguration configuration, Intake intake, ReceiveBudget budget)
            throws IOException {
        intake.adapter(configuration.channel());
        Shelves shelves = new Shelves(configuration.folder());
        shelves.prepare();
        FolderChannel started = new FolderChannel(camel, configuration, intake, budget, shelves);
        try {
            started.watch();
            LOG.info("Channel {} watches a folder", configuration.channel().name());
            return started;
        } catch (Exception e) {
            started.close();
            throw new IOException("channel " + configuration.channel().name() + " cannot watch its folder", e);
        }
    }

    private void watch() throws Exception {
        camel.getRegistry().bind(routeId + "-filter", (GenericFileFilter<File>) this::isToBeTaken);
        camel.getRegistry()
                .bind(
                        routeId + "-order",
                        Comparator.<GenericFile<File>>comparingLong(GenericFile::getLastModified)
                                .thenComparing(GenericFile::getFileName));
        camel.getRegistry().bind(routeId + "-rounds", new Rounds());
        long delay = Math.min(
                LONGEST_DELAY_MILLIS,
                Math.max(10, configuration.limits().quiet().toMillis() / 2));
        FileComponent component = camel.getComponent("file", FileComponent.class);
        FileEndpoint endpoint = (FileEndpoint) component.createEndpoint("file:" + routeId
                + "?noop=true&idempotent=false&readLock=none&autoCreate=false&directoryMustExist=false"
                + "&initialDelay=0&delay=" + delay
                + "&filter=#" + routeId + "-filter"
                + "&sorter=#" + routeId + "-order"
                + "&pollStrategy=#" + routeId + "-rounds");
        // Not as part of the URI, where some characters of a path mean something else.
        File folder = configuration.folder().toAbsolutePath().toFile();
        endpoint.setFile(folder);
        endpoint.getConfiguration().setDirectory(folder.getPath());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(endpoint).routeId(routeId).process(FolderChannel.this::take);
            }
        });
    }

    private void take(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof GenericFile<?> file) {
            taking.take(pathOf(file.getFileNameOnly()));
        }
    }

    private Path pathOf(String name) {
        return configuration.folder().resolve(name);
    }

    private boolean isToBeTaken(GenericFile<File> found) {
        String name = found.getFileNameOnly();
        if (found.isDirectory() || isUnfinished(name)) {
            return false;
        }
        Path file = pathOf(name);
        try {
            return isToBeTaken(file, Look.at(file));
        } catch (IOException e) {
            // It has gone, or its name is no text in this machine's encoding.
            strayNames = true;
            return false;
        }
    }

    private boolean isToBeTaken(Path file, Look look) {
        sightings.see(file, look);
        if (!taking.isOpen() || !sightings.isDue(file)) {
            return false;
        }
        // What can be refused unread need not be complete.
        boolean certain =
                !look.regular() || look.size() > configuration.limits().maxFileBytes();
        return certain
                || sightings.unchanged(file).compareTo(configuration.limits().quiet()) >= 0;
    }

    /** A name that a writer changes when the file is whole. */
    private static boolean isUnfinished(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return name.startsWith(".") || UNFINISHED.stream().anyMatch(small::endsWith);
    }

    /** Camel asks before and tells after each look into the folder. */
    private final class Rounds implements PollingConsumerPollStrategy {

        @Override
        public boolean begin(Consumer consumer, Endpoint endpoint) {
            boolean now = Files.isDirectory(configuration.folder());
            if (there && !now) {
                LOG.warn(
                        "Channel {}: its folder has gone",
                        configuration.channel().name());
            } else if (!there && now) {
                LOG.info(
                        "Channel {}: its folder is back",
                        configuration.channel().name());
            }
            there = now;
            strayNames = false;
            sightings.beginRound();
            return now;
        }

        @Override
        public void commit(Consumer consumer, Endpoint endpoint, int polled) {
            Set<Path> strays = strayNames ? strays() : Set.of();
            strays.forEach(taking::take);
            sightings.endRound();
            taking.forgetOthersThan(sightings.files());
            files = sightings.files().size();
        }

        @Override
        public boolean rollback(Consumer consumer, Endpoint endpoint, int retries, Exception cause) {
            // Its class only: a message may name a file.
            LOG.warn(
                    "Channel {} could not look into its folder: {}",
                    configuration.channel().name(),
                    cause.getClass().getName());
            return false;
        }
    }

    /** Files that cannot be found by their names, because those are no text in this machine's encoding. */
    private Set<Path> strays() {
        Set<Path> strays = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(configuration.folder())) {
            for (Path entry : entries) {
                boolean regular = Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
                if (regular && !Shelves.isSound(entry) && isToBeTaken(entry, Look.at(entry))) {
                    strays.add(entry);
                }
            }
        } catch (IOException e) {
            LOG.warn(
                    "Channel {} could not look into its folder: {}",
                    configuration.channel().name(),
                    e.getClass().getName());
        }
        return strays;
    }

    /** Ends the document under way, leaves the rest of its file for the next start, and stops watching. */
    @Override
    public void close() {
        taking.stop();
        try {
            camel.getRouteController().stopRoute(routeId, FAREWELL.toSeconds(), TimeUnit.SECONDS);
            camel.removeRoute(routeId);
        } catch (Exception e) {
            LOG.warn("Route {} could not be removed: {}", routeId, e.getClass().getName());
        }
        List.of("-filter", "-order", "-rounds")
                .forEach(part -> camel.getRegistry().unbind(routeId + part));
        intake.meters().remove(waiting);
        intake.meters().remove(reachable);
    }
}
