package uk.portage.gateway.app.server;

import ca.uhn.fhir.context.FhirContext;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;
import uk.portage.fhir.profiles.PortabilityMeasure;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.Ports;
import uk.portage.gateway.app.access.OAuth2;
import uk.portage.gateway.app.access.PageSessions;
import uk.portage.gateway.app.access.People;
import uk.portage.gateway.app.access.ProviderSignIn;
import uk.portage.gateway.app.access.SignInServlet;
import uk.portage.gateway.app.configuration.Configuration;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.configuration.SiteDirectory;
import uk.portage.gateway.app.configuration.Token;
import uk.portage.gateway.app.registry.OrganisationOrders;
import uk.portage.gateway.app.registry.OrganisationRegistry;
import uk.portage.gateway.auditor.AuditFhirServlet;
import uk.portage.gateway.auditor.AuditServlet;
import uk.portage.gateway.auditor.AuditSettings;
import uk.portage.gateway.auditor.LedgerServlet;
import uk.portage.gateway.auditor.OpenDataServlet;
import uk.portage.gateway.auditor.PortabilityMeters;
import uk.portage.gateway.auditor.SignInPages;
import uk.portage.gateway.ledger.LedgerIntegrityException;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.LedgerUnavailableException;
import uk.portage.gateway.mailbox.AskableSources;
import uk.portage.gateway.mailbox.CaseloadServlet;
import uk.portage.gateway.mailbox.Mailbox;
import uk.portage.gateway.mailbox.MailboxServlet;
import uk.portage.gateway.mailbox.MailboxSettings;
import uk.portage.gateway.mailbox.ReceiptResource;
import uk.portage.gateway.mailbox.RequestedRecord;
import uk.portage.gateway.mailbox.mesh.MeshMailbox;
import uk.portage.gateway.mailbox.mesh.MeshServlet;
import uk.portage.gateway.mailbox.mesh.MeshSettings;
import uk.portage.gateway.mailbox.mesh.RecordIntake;
import uk.portage.gateway.mailbox.push.Deliveries;
import uk.portage.gateway.mailbox.push.Notifications;
import uk.portage.gateway.mailbox.request.RecordSources;
import uk.portage.gateway.mailbox.request.SourceConfiguration;
import uk.portage.gateway.operator.OperatorArea;
import uk.portage.gateway.operator.OperatorSettings;
import uk.portage.gateway.pipeline.Road;
import uk.portage.gateway.pipeline.RoadConfiguration;
import uk.portage.gateway.pipeline.amqp.AmqpMailboxes;
import uk.portage.gateway.pipeline.receive.ChannelConfiguration;
import uk.portage.gateway.pipeline.receive.MllpConfiguration;
import uk.portage.gateway.pipeline.receive.folder.FolderConfiguration;
import uk.portage.gateway.pipeline.receive.http.PushServlet;
import uk.portage.gateway.pipeline.route.RoutingRules;
import uk.portage.gateway.pipeline.tls.Tls;
import uk.portage.gateway.pipeline.translate.SiteRules;
import uk.portage.gateway.pipeline.validate.BundleValidator;
import uk.portage.gateway.store.OrganisationRegister.Organisation;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.store.heap.DocumentHeap;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.gateway.transfer.TransferId;

/** The whole gateway, started and ready; closing it ends what is under way and loses nothing. */
public final class RunningGateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningGateway.class);

    /** In entries: below it, an auditor's first view is worked out before anybody could wait for it. */
    private static final long LARGE_LEDGER = 200_000;

    private static final Duration EXPIRES_SOON = Duration.ofDays(14);

    /** What decides whether a bundle is valid: the compiled rules of the profiles it claims. */
    static final BundleValidator FAST_CHECK = BundleValidator.standard();

    /** What is to be closed, the last opened first. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private final RoadAccess access = new RoadAccess();
    private Configuration configuration;
    private final AtomicInteger httpPort = new AtomicInteger();
    private final AtomicInteger localPort = new AtomicInteger();
    private int mllpPort;
    private Optional<LedgerReader> ledger = Optional.empty();
    private Supplier<String> portability = () -> "";
    private List<Token> expiringTokens = List.of();
    private Set<String> mappings = Set.of();

    private RunningGateway(Configuration configuration) {
        this.configuration = configuration;
    }

    /**
     * Starts store, road and web side; when this returns, records are taken.
     *
     * @param version the program's, shown to callers
     * @throws CommandFailedException if it cannot start; nothing is left running
     */
    public static RunningGateway start(
            Configuration configuration,
            DataDirectory directory,
            String version,
            Optional<Path> packages,
            Clock clock) {
        RunningGateway gateway = new RunningGateway(configuration);
        try {
            gateway.open(directory, version, packages, clock);
            return gateway;
        } catch (RuntimeException | IOException e) {
            gateway.close();
            throw explain(e, configuration);
        }
    }

    /** Where callers speak HTTP, or HTTPS if there is TLS. */
    public int httpPort() {
        return httpPort.get();
    }

    /** Where the commands of this machine speak plain HTTP, whatever others speak. */
    public int localPort() {
        return localPort.get();
    }

    /** What callers who are not told otherwise put before the paths of HTTP. */
    public String baseUrl() {
        return configuration.http().baseUrl().orElseGet(() -> scheme() + "://" + hostInUrl() + ":" + httpPort.get());
    }

    /** The port of the first channel. */
    public int mllpPort() {
        return mllpPort;
    }

    /** How portable today's records were so far, in a few words. */
    public String portabilityToday() {
        return portability.get();
    }

    /** What has happened so far. */
    LedgerReader ledger() {
        return ledger.orElseThrow(() -> new IllegalStateException("the store is not open"));
    }

    /** Where servlets and endpoints of the web side answer, as patterns. */
    Set<String> mappings() {
        return mappings;
    }

    /** Who must get a new token within a fortnight. */
    public List<Token> expiringTokens() {
        return expiringTokens;
    }

    private void open(DataDirectory directory, String version, Optional<Path> packages, Clock clock)
            throws IOException {
        byte[] siteKey = directory.siteKey();
        compareLimitsWithHeap();
        SiteRules rules = siteRules();
        PrometheusRegistry prometheus = new PrometheusRegistry();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(
                PrometheusConfig.DEFAULT, prometheus, io.micrometer.core.instrument.Clock.SYSTEM);
        Store store = Databases.open(configuration, directory.folder(), clock);
        opened.push(store);
        ledger = Optional.of(store.ledger());
        portability = () -> PortabilityToday.of(store.ledger(), clock).line();
        // Road and web side take a few seconds each and do not need one another to start.
        OrganisationRegistry registry =
                new OrganisationRegistry(store, configuration.names().keySet(), configuration.certificates(), clock);
        OrganisationOrders orders = new OrganisationOrders(
                store,
                registry,
                configuration.names(),
                configuration.destinations(),
                configuration.certificates(),
                clock);
        configuration = joinedBy(registry);
        TokenBook tokens = new TokenBook(directory.tokens(), registry::tokens, clock);
        expiringTokens = tokens.expiringWithin(EXPIRES_SOON);
        Denials denials = new Denials(store, meters, clock);
        Certificates certificates = new Certificates(
                registry::certificates,
                configuration.http().asksForCertificates(),
                configuration.http().certificatesRequired(),
                denials,
                clock);
        CompletableFuture<Road> laying = lay(
                roadConfiguration(directory, siteKey),
                rules,
                store,
                validator(packages, meters),
                certificates,
                registry::isSuspended,
                meters,
                clock);
        new PortabilityMeters(store.ledger(), clock).bindTo(meters);
        OperatorServlet operator = new OperatorServlet(
                store,
                access,
                orders,
                configuration.witnesses(),
                clock,
                configuration.destinations(),
                configuration.names(),
                new OperatorArea(
                        store,
                        access,
                        new OperatorSettings(
                                siteKey,
                                configuration.destinations(),
                                configuration.names(),
                                workflow -> configuration
                                        .timeTargets()
                                        .getOrDefault(workflow, TimeTarget.defaultFor(workflow))),
                        new SignInPages(version, Optional.empty()),
                        clock));
        MailboxSettings mailbox = MailboxSettings.of(version, this::fhirBase, siteKey)
                .notifying(configuration.notifiedHosts())
                .asking(new AskableSources(askable(), configuration.names()))
                .exporting(configuration.http().exportLifetime());
        Optional<TlsConnector> tls = configuration.http().tls().isPresent()
                ? Optional.of(new TlsConnector(
                        Tls.open(configuration.http().tls().get()),
                        configuration.http().asksForCertificates()))
                : Optional.empty();
        Optional<OAuth2> oauth2 = configuration
                .oauth2()
                .map(chosen -> new OAuth2(chosen, registry, store, this::baseUrl, denials::note, clock));
        People people = new People(directory.folder(), store, denials::note, clock);
        PageSessions sessions = new PageSessions(people, clock);
        Optional<ProviderSignIn> provider = configuration
                .signIn()
                .map(chosen -> new ProviderSignIn(
                        chosen, registry::contain, store, this::baseUrl, this::isEncrypted, denials::note, clock));
        AuditSettings audit = new AuditSettings(version, configuration.names(), AuditSettings.USUAL_SMALLEST_SHOWN)
                .withSuppliers(configuration.suppliers());
        Queries queries = new Queries(store);
        Rooms rooms = new Rooms(
                new PushServlet(
                        access::intake,
                        facilities(),
                        configuration.http().largestDocument(),
                        configuration.http().documentTime()),
                new MailboxServlet(FhirContext.forR4Cached(), store, mailbox),
                new CaseloadServlet(store, mailbox),
                new SourceEventsServlet(store, clock),
                configuration
                        .mesh()
                        .map(mesh -> new MeshServlet(
                                store,
                                mesh,
                                new MeshEntrance(access),
                                (request, organisation) -> {
                                    if (!certificates.admits(request, organisation, true)) {
                                        return Optional.of(FailureCode.WRONG_CERTIFICATE);
                                    }
                                    return registry.isSuspended(organisation)
                                            ? Optional.of(FailureCode.SUSPENDED)
                                            : Optional.empty();
                                },
                                denials::note,
                                this::receipt,
                                clock)),
                oauth2,
                new AuditServlet(store.ledger(), store.ledgerTree(), queries, clock, audit),
                new AuditFhirServlet(store.ledger(), queries, clock, audit, PortabilityMeasure.json(), this::baseUrl),
                new LedgerServlet(store.ledgerTree()),
                configuration.openData()
                        ? Optional.of(new OpenDataServlet(store.ledger(), clock, audit))
                        : Optional.empty(),
                new Rooms.Pages(
                        sessions,
                        () -> people.exist() || provider.isPresent(),
                        new SignInServlet(
                                people,
                                sessions,
                                new SignInPages(version, provider.map(ProviderSignIn::name)),
                                provider,
                                this::isEncrypted)),
                operator,
                () -> access.health().isUp());
        try {
            openWeb(context -> {
                context.registerBean(Clock.class, () -> clock);
                context.registerBean(PrometheusRegistry.class, () -> prometheus);
                context.registerBean(PrometheusMeterRegistry.class, () -> meters);
                context.registerBean(TokenBook.class, () -> tokens);
                context.registerBean(Denials.class, () -> denials);
                context.registerBean(OrganisationRegistry.class, () -> registry);
                context.registerBean(Certificates.class, () -> certificates);
                tls.ifPresent(connector -> context.registerBean(TlsConnector.class, () -> connector));
                context.registerBean(Rooms.class, () -> rooms);
            });
        } finally {
            // Whatever became of the web side, a road that was laid must be closed.
            laying.handle((road, failure) -> Optional.ofNullable(road)).join().ifPresent(opened::push);
        }
        Road road = await(laying);
        access.open(road);
        if (configuration.amqp().isPresent()) {
            AmqpMailboxes amqp = AmqpMailboxes.start(
                    configuration.amqp().get(),
                    store,
                    new TokenLogins(tokens, registry::isSuspended, certificates, denials, clock),
                    new MailboxReplies(new Mailbox(store)),
                    this::receipt);
            opened.push(amqp);
            LOG.info("AMQP is spoken on port {}", amqp.port());
        }
        deliver(store, registry::isSuspended, meters, clock);
        ask(store, meters, clock);
        mllpPort = road.mllpPort(configuration.channels().get(0).channel().name());
        if (store.ledger().lastSequence() > LARGE_LEDGER) {
            warmUp(rooms.audit());
        }
    }

    /** The first view of a large ledger would take several times as long as those after it. */
    private static void warmUp(AuditServlet audit) {
        Thread thread = new Thread(
                () -> {
                    try {
                        audit.warmUp();
                    } catch (LedgerUnavailableException e) {
                        LOG.debug("the usual report could not be worked out ahead");
                    }
                },
                "portage-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private Configuration joinedBy(OrganisationRegistry registry) {
        List<Organisation> registered = registry.organisations();
        Map<OdsCode, String> names =
                registered.stream().collect(Collectors.toMap(Organisation::code, Organisation::name));
        Set<OdsCode> collecting = registered.stream()
                .filter(Organisation::collects)
                .map(Organisation::code)
                .collect(Collectors.toSet());
        return configuration.joinedBy(names, collecting);
    }

    /** Opened last and closed first: it stands in for callers. */
    private void deliver(Store store, Predicate<OdsCode> suspended, PrometheusMeterRegistry meters, Clock clock) {
        if (!configuration.notifiedHosts().isEmpty()) {
            opened.push(Notifications.start(configuration.notifiedHosts(), store, this::fhirBase, clock));
        }
        if (configuration.deliveries().isEmpty()) {
            return;
        }
        Deliveries deliveries = Deliveries.start(
                configuration.deliveries(), store, suspended, configuration.names(), configuration.zone());
        opened.push(deliveries);
        for (OdsCode destination : deliveries.destinations()) {
            Gauge.builder("portage.delivery.reachable", deliveries, d -> d.isReachable(destination) ? 1 : 0)
                    .description("1 if a destination that is pushed to takes what it is sent")
                    .tag("destination", destination.value())
                    .register(meters);
        }
    }

    private Set<OdsCode> askable() {
        return configuration.sources().stream()
                .map(SourceConfiguration::organisation)
                .collect(Collectors.toSet());
    }

    private void ask(Store store, PrometheusMeterRegistry meters, Clock clock) {
        RecordSources sources = RecordSources.start(
                configuration.sources(),
                store,
                new RequestEntrance(access),
                (source, outcome) -> Counter.builder("portage.record.requests")
                        .description("How often an organisation was asked for a record, by what came of it")
                        .tag("source", source.value())
                        .tag("outcome", outcome)
                        .register(meters)
                        .increment(),
                clock);
        opened.push(sources);
        for (OdsCode organisation : sources.organisations()) {
            Gauge.builder("portage.source.reachable", sources, s -> s.isReachable(organisation) ? 1 : 0)
                    .description("1 if an organisation that can be asked for records answers")
                    .tag("source", organisation.value())
                    .register(meters);
        }
    }

    private static CompletableFuture<Road> lay(
            RoadConfiguration configuration,
            SiteRules rules,
            Store store,
            BundleValidator validator,
            Certificates clients,
            Predicate<OdsCode> suspended,
            PrometheusMeterRegistry meters,
            Clock clock) {
        List<Adapter> adapters = ServiceLoader.load(Adapter.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        CompletableFuture<Road> laid = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        laid.complete(Road.start(
                                configuration, store, adapters, rules, validator, clients, suspended, meters, clock));
                    } catch (IOException | RuntimeException | Error e) {
                        laid.completeExceptionally(e);
                    }
                },
                "portage-road-start");
        thread.start();
        return laid;
    }

    /** Read before anything is opened: rules that are wrong must not translate a record. */
    private SiteRules siteRules() {
        if (configuration.site().isEmpty()) {
            return SiteRules.none(ConceptMapCodeMaps.standard());
        }
        SiteDirectory site = SiteDirectory.read(
                configuration.site().get(), configuration.names().keySet());
        LOG.info("The site's own rules are in force: {}", site.summary());
        return site;
    }

    private BundleValidator validator(Optional<Path> packages, PrometheusMeterRegistry meters) {
        if (packages.isEmpty()) {
            return FAST_CHECK;
        }
        SampledValidation sampled = new SampledValidation(FAST_CHECK, packages.get(), meters);
        opened.push(sampled);
        return sampled;
    }

    private RoadConfiguration roadConfiguration(DataDirectory directory, byte[] siteKey) {
        return new RoadConfiguration(
                directory.folder().resolve("broker"),
                siteKey,
                configuration.channels(),
                configuration.folders(),
                configuration.testChannels(),
                configuration.destinations(),
                routing(),
                configuration.quotas(),
                configuration.rates(),
                configuration.disclosure(),
                configuration.timeTargets(),
                configuration.zone(),
                RoadConfiguration.defaultConsumers());
    }

    private void compareLimitsWithHeap() {
        long largest = DocumentHeap.largestDocument();
        Stream.of(
                        configuration.channels().stream()
                                .map(channel -> channel.limits().maxFrameBytes()),
                        configuration.folders().stream()
                                .map(folder -> folder.limits().maxDocumentBytes()),
                        configuration.mesh().stream().map(mesh -> mesh.limits().messageBytes()),
                        Stream.of(configuration.http().largestDocument()))
                .flatMap(limits -> limits)
                .max(Comparator.naturalOrder())
                .filter(limit -> limit > largest)
                .ifPresent(limit -> LOG.warn(
                        "Documents of up to {} MB are allowed, but the heap carries {} MB at most; larger ones are"
                                + " refused as OVERSIZED until Java is given more: PORTAGE_JAVA_OPTIONS=-Xmx5g for 100 MB",
                        limit >> 20,
                        largest >> 20));
    }

    /** What organisations are called in MSH-4, on whichever channel it is said. */
    private Map<String, OdsCode> facilities() {
        Map<String, OdsCode> facilities = new HashMap<>();
        Stream.concat(
                        configuration.channels().stream().map(MllpConfiguration::channel),
                        configuration.folders().stream().map(FolderConfiguration::channel))
                .forEach(channel -> facilities.putAll(channel.senders()));
        facilities.remove(ChannelConfiguration.ANY_FACILITY);
        return facilities;
    }

    /** With the destinations that a message by MESH may be sent to by their mailboxes, and those that ask for records. */
    private RoutingRules routing() {
        Map<String, OdsCode> receivers = new HashMap<>(configuration.routing().receivers());
        configuration.mesh().map(MeshSettings::mailboxes).orElse(List.of()).stream()
                .filter(MeshMailbox::collects)
                .forEach(mailbox -> receivers.put(RecordIntake.addresseeName(mailbox.id()), mailbox.organisation()));
        configuration
                .destinations()
                .forEach(destination -> receivers.put(RequestedRecord.addresseeName(destination), destination));
        return new RoutingRules(configuration.routing().rules(), receivers);
    }

    private URI fhirBase() {
        return URI.create(baseUrl() + "/fhir");
    }

    private URI receipt(TransferId transfer) {
        return ReceiptResource.address(fhirBase(), transfer);
    }

    /** True if browsers reach it by TLS, here or before it. */
    private boolean isEncrypted() {
        return baseUrl().startsWith("https:");
    }

    private String scheme() {
        return configuration.http().tls().isPresent() ? "https" : "http";
    }

    private String hostInUrl() {
        String host = configuration.http().host();
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** Gives the web side its beans. */
    @FunctionalInterface
    private interface Beans {
        void registerIn(GenericApplicationContext context);
    }

    private void openWeb(Beans beans) {
        SpringApplication application = new SpringApplication(WebApplication.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        application.setAddCommandLineProperties(false);
        application.setEnvironment(environment());
        application.addInitializers((ConfigurableApplicationContext context) -> {
            beans.registerIn((GenericApplicationContext) context);
        });
        ServletWebServerApplicationContext context = (ServletWebServerApplicationContext) application.run();
        opened.push(context);
        httpPort.set(context.getWebServer() == null ? 0 : context.getWebServer().getPort());
        localPort.set(WebApplication.localPort(context).orElse(httpPort.get()));
        mappings = WebApplication.mappings(context);
    }

    /** The configuration file decides everything: neither environment variables nor other files are read. */
    private StandardEnvironment environment() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        environment.getPropertySources().addFirst(new MapPropertySource("portage", properties()));
        return environment;
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("spring.config.location", "optional:classpath:/nowhere/");
        properties.put("spring.main.cloud-platform", "none");
        properties.put("spring.main.lazy-initialization", "false");
        properties.put("server.address", configuration.http().host());
        properties.put("server.port", String.valueOf(configuration.http().port()));
        properties.put("server.forward-headers-strategy", "none");
        properties.put("server.server-header", "");
        properties.put("server.servlet.session.cookie.name", isEncrypted() ? "__Host-portage" : "portage");
        properties.put("server.servlet.session.cookie.path", "/");
        properties.put("server.servlet.session.cookie.http-only", "true");
        properties.put("server.servlet.session.cookie.same-site", "strict");
        properties.put("server.servlet.session.cookie.secure", String.valueOf(isEncrypted()));
        properties.put("server.servlet.session.tracking-modes", "cookie");
        properties.put("server.compression.enabled", "true");
        properties.put("server.compression.mime-types", "text/html,text/css,text/csv,application/json,image/svg+xml");
        properties.put("server.shutdown", "graceful");
        properties.put("spring.lifecycle.timeout-per-shutdown-phase", "10s");
        properties.put("server.max-http-request-header-size", "16KB");
        properties.put("server.tomcat.connection-timeout", "10s");
        properties.put("server.tomcat.keep-alive-timeout", "60s");
        properties.put("server.tomcat.max-connections", "1000");
        properties.put("server.tomcat.threads.max", String.valueOf(WebApplication.THREADS));
        properties.put("server.tomcat.threads.min-spare", "4");
        // The rest of a body is waited for without a thread, or not at all.
        properties.put("server.tomcat.max-swallow-size", "0");
        properties.put("server.tomcat.max-http-form-post-size", "64KB");
        properties.put("server.tomcat.use-relative-redirects", "true");
        properties.put("server.tomcat.mbeanregistry.enabled", "false");
        // It would read a form that is put into memory, before anybody asks who sends it.
        properties.put("spring.mvc.formcontent.filter.enabled", "false");
        properties.put("spring.web.resources.add-mappings", "false");
        properties.put("spring.web.error.whitelabel.enabled", "false");
        properties.put("management.endpoints.web.base-path", "/");
        properties.put("management.endpoints.web.path-mapping.prometheus", "metrics");
        properties.put("management.endpoints.web.discovery.enabled", "false");
        properties.put("management.endpoints.web.exposure.include", "health,prometheus");
        properties.put("management.endpoints.jmx.exposure.exclude", "*");
        properties.put("management.endpoint.health.show-details", "never");
        properties.put("management.endpoint.health.probes.enabled", "true");
        properties.put("management.endpoint.health.group.readiness.include", "readinessState,gatewayHealth");
        return properties;
    }

    private static Road await(CompletableFuture<Road> laying) throws IOException {
        try {
            return laying.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            if (e.getCause() instanceof RuntimeException wrong) {
                throw wrong;
            }
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailedException.failed("interrupted while starting");
        }
    }

    /** One line for the person who started it; the details are in the log. */
    private static CommandFailedException explain(Exception failure, Configuration configuration) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CommandFailedException said) {
                return said;
            }
            if (cause instanceof PortInUseException taken) {
                return Ports.inUse(taken.getPort(), "--http-port");
            }
            if (cause instanceof BindException) {
                return Ports.inUse(configuration.channels().get(0).port(), "--mllp-port");
            }
            if (cause instanceof LedgerIntegrityException changed) {
                LOG.error("the ledger is not what was signed", failure);
                return CommandFailedException.environment(String.valueOf(changed.getMessage()));
            }
            if (cause instanceof StoreUnavailableException unavailable) {
                LOG.error("the store could not be opened", failure);
                return CommandFailedException.environment(
                        unavailable.getMessage() + ": see the log in the gateway's directory");
            }
        }
        LOG.error("the gateway could not start", failure);
        if (failure instanceof IllegalArgumentException) {
            return CommandFailedException.usage("the configuration cannot work: " + failure.getMessage());
        }
        return CommandFailedException.failed("the gateway could not start ("
                + failure.getClass().getSimpleName() + "): see the log in the gateway's directory");
    }

    /** Stops taking requests and records, lets what is under way end, and closes the store last. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.error("a part of the gateway did not close cleanly", e);
            }
        }
    }
}
