package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.mailbox.mesh.MeshSettings;
import uk.portage.gateway.mailbox.push.DeliveryConfiguration;
import uk.portage.gateway.mailbox.request.SourceConfiguration;
import uk.portage.gateway.pipeline.amqp.AmqpConfiguration;
import uk.portage.gateway.pipeline.receive.MllpConfiguration;
import uk.portage.gateway.pipeline.receive.Rates;
import uk.portage.gateway.pipeline.receive.folder.FolderConfiguration;
import uk.portage.gateway.pipeline.route.DisclosurePolicy;
import uk.portage.gateway.pipeline.route.MailboxQuotas;
import uk.portage.gateway.pipeline.route.RoutingRules;
import uk.portage.gateway.pipeline.tls.CertificateBook;
import uk.portage.gateway.pipeline.tls.TlsConfiguration;
import uk.portage.gateway.store.encryption.KeySource;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TimeTarget;
import uk.portage.verifier.note.VerifierKey;

/** Reads {@code portage.yaml}: strictly, and with every problem at once. */
public final class ConfigurationFile {

    /** As MLLP's frames. */
    private static final int LARGEST_DOCUMENT = 20 * 1024 * 1024;

    /** For the largest one at a megabit a second and a half. */
    private static final Duration DOCUMENT_TIME = Duration.ofMinutes(2);

    private static final Duration EXPORT_LIFETIME = Duration.ofHours(24);

    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})\\s*([A-Za-z]{1,3})");
    private static final List<String> WORKFLOWS =
            Arrays.stream(Workflow.values()).map(Workflow::code).toList();
    private static final String SUPPLIER_FORM = "the supplier's name: up to 60 letters, digits, spaces and .&'()-";
    static final String ODS_FORM = "the code of an organisation named under 'organisations'";
    private static final String CERTIFICATE_FORM =
            "the subject of a certificate, such as CN=pas.example.org,O=Example, or sha256: and its fingerprint";
    static final String TIME_FORM = "a time such as 20 s, 5 min, 1 h or 8 d";
    private static final String QUOTA_FORM = "a number of transfers, 1 or more";
    private static final String WITNESS_FORM = "the verifier key of a witness: name+id+key, of cosignatures";
    private static final String EVERY_DESTINATION = "all";
    private static final String DISCLOSURE_FORM = "withhold or disclose";

    private final Path folder;
    private final Set<String> adapters;
    private final Problems problems;

    private ConfigurationFile(Path folder, Set<String> adapters, Problems problems) {
        this.folder = folder;
        this.adapters = adapters;
        this.problems = problems;
    }

    /** @param adapters the names of the adapters there are */
    public static Configuration read(Path file, Set<String> adapters) {
        String text = readText(file);
        Problems problems = new Problems(file.toString());
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        Optional<Configuration> configuration = parse(text, folder, adapters, problems);
        if (!problems.isEmpty() || configuration.isEmpty()) {
            throw CommandFailedException.usage(String.join("\n", problems.lines()));
        }
        return configuration.get();
    }

    private static String readText(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw CommandFailedException.usage("there is no configuration file " + file);
        } catch (CharacterCodingException e) {
            throw CommandFailedException.usage(file + " is not UTF-8 text");
        } catch (IOException e) {
            throw CommandFailedException.environment(
                    "cannot read " + file + ": it must belong to the user who runs this");
        }
    }

    /** Empty only if there are problems. */
    static Optional<Configuration> parse(String text, Path folder, Set<String> adapters, Problems problems) {
        return new ConfigurationFile(folder, adapters, problems).configuration(YamlSection.parse(text, problems));
    }

    private Optional<Configuration> configuration(YamlSection root) {
        Map<OdsCode, String> names = names(root.section("organisations"), "the organisation's name", Optional::of);
        Map<OdsCode, String> suppliers = names(root.section("suppliers"), SUPPLIER_FORM, ConfigurationFile::supplier);
        ChannelSections ways = new ChannelSections(folder, adapters, names.keySet());
        Configuration.Http http = http(root.section("http"), ways);
        CertificateBook certificates = certificates(root.section("certificates"), names.keySet());
        List<MllpConfiguration> channels = ways.listeners(root.sections("channels"));
        List<FolderConfiguration> folders = ways.folders(root.sections("folders"));
        if (!root.has("channels")) {
            root.problem("'channels' is missing: nobody could push a record");
        }
        Set<OdsCode> destinations = new LinkedHashSet<>(root.readAll("destinations", ODS_FORM, organisationIn(names)));
        RoutingRules routing = routing(root.section("routing"), names.keySet(), destinations);
        MailboxQuotas quotas = quotas(root.section("quotas"), destinations);
        Rates rates = RateSections.read(root.section("rates"), names.keySet());
        DisclosurePolicy disclosure = disclosure(root.section("withholding"), destinations);
        ZoneId zone = root.read("zone", "a time zone such as Europe/London", ConfigurationFile::zone)
                .orElse(ZoneId.of("Europe/London"));
        Map<Workflow, TimeTarget> timeTargets = timeTargets(root.section("time-targets"));
        Optional<Path> site = root.read("site", "a directory of code maps and fields", this::directory);
        Optional<Configuration.Database> database =
                root.has("database") ? database(root.section("database")) : Optional.empty();
        Optional<KeySource> keys = new EncryptionSection(folder).read(root.section("encryption"));
        Optional<MeshSettings> mesh = root.has("mesh")
                ? new MeshSection(folder, adapters, names, destinations).read(root.section("mesh"))
                : Optional.empty();
        Optional<AmqpConfiguration> amqp =
                root.has("amqp") ? AmqpSection.read(root.section("amqp"), ways, destinations) : Optional.empty();
        DeliverySections waysOut = new DeliverySections(folder, destinations);
        List<DeliveryConfiguration> deliveries = waysOut.read(root.sections("deliveries"));
        Map<OdsCode, Set<URI>> notifiedHosts = waysOut.notifiedHosts(root.section("subscriptions"));
        List<SourceConfiguration> sources = new RequestSections(folder, names.keySet()).read(root.sections("requests"));
        Optional<OAuth2Configuration> oauth2 = root.has("oauth2")
                ? Optional.of(new OAuth2Section(folder).read(root.section("oauth2")))
                : Optional.empty();
        Optional<SignInConfiguration> signIn = root.has("sign-in")
                ? new SignInSection(folder, names.keySet()).read(root.section("sign-in"))
                : Optional.empty();
        boolean openData = root.read("open-data", "true or false", ConfigurationFile::truth)
                .orElse(true);
        List<VerifierKey> witnesses = witnesses(root.section("ledger"));
        root.refuseTheRest();
        return channels.isEmpty()
                ? Optional.empty()
                : Optional.of(new Configuration(
                        http,
                        channels,
                        folders,
                        ways.testChannels(),
                        names,
                        suppliers,
                        destinations,
                        certificates,
                        routing,
                        quotas,
                        rates,
                        disclosure,
                        timeTargets,
                        zone,
                        site,
                        database,
                        keys,
                        mesh,
                        amqp,
                        deliveries,
                        notifiedHosts,
                        sources,
                        oauth2,
                        signIn,
                        openData,
                        witnesses));
    }

    private static List<VerifierKey> witnesses(YamlSection section) {
        List<VerifierKey> witnesses = section.readAll("witnesses", WITNESS_FORM, ConfigurationFile::witness);
        section.refuseTheRest();
        return witnesses;
    }

    private static Optional<VerifierKey> witness(String text) {
        return VerifierKey.parse(text).filter(key -> key.kind() == VerifierKey.Kind.COSIGNATURE);
    }

    private Configuration.Http http(YamlSection section, ChannelSections ways) {
        String host =
                section.read("host", "an address of this machine", Optional::of).orElse(MllpConfiguration.LOOPBACK);
        Optional<TlsConfiguration> tls = section.has("tls") ? ways.tls(section.section("tls")) : Optional.empty();
        boolean insecure = section.read("insecure", "true or false", ConfigurationFile::truth)
                .orElse(false);
        if (!section.has("tls") && !insecure && loopback(host).isEmpty()) {
            section.problem("beyond this machine HTTP needs 'tls' (or 'insecure: true', on a network you trust)");
        }
        boolean required = section.read(
                        "client-certificates", "required or bound", ConfigurationFile::certificatesRequired)
                .orElse(false);
        if (required && tls.flatMap(TlsConfiguration::trustStore).isEmpty()) {
            section.problem("'client-certificates: required' needs 'tls' with a 'trust-store'");
        }
        int port = section.read("port", "a port from 0 to 65535", ConfigurationFile::port)
                .orElse(8080);
        Optional<String> baseUrl = section.read("base-url", "an http or https address", ConfigurationFile::baseUrl);
        int largest = section.read("largest-document", "a size up to 100 MB", ConfigurationFile::bytes)
                .orElse(LARGEST_DOCUMENT);
        Duration time = section.read("document-time", TIME_FORM, ConfigurationFile::duration)
                .orElse(DOCUMENT_TIME);
        Duration exportLifetime = section.read("export-lifetime", TIME_FORM, ConfigurationFile::duration)
                .orElse(EXPORT_LIFETIME);
        section.refuseTheRest();
        return new Configuration.Http(host, port, baseUrl, largest, time, exportLifetime, tls, required);
    }

    private static Optional<String> supplier(String text) {
        return text.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} .&'()-]{0,59}") ? Optional.of(text) : Optional.empty();
    }

    private Map<OdsCode, String> names(YamlSection section, String form, Function<String, Optional<String>> reading) {
        Map<OdsCode, String> names = new LinkedHashMap<>();
        for (YamlSection.Text key : section.keys()) {
            Optional<String> name = section.require(key.value(), form, reading);
            Optional<OdsCode> code = exactCode(key.value());
            if (code.isEmpty()) {
                problems.add(
                        key.line(), "'" + key.value() + "' is not an ODS code (3 to 12 capital letters and digits)");
            }
            code.ifPresent(c -> name.ifPresent(n -> names.put(c, n)));
        }
        return names;
    }

    private static Optional<Boolean> certificatesRequired(String text) {
        return switch (text) {
            case "required" -> Optional.of(true);
            case "bound" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private CertificateBook certificates(YamlSection section, Set<OdsCode> known) {
        Map<OdsCode, List<String>> bound = new LinkedHashMap<>();
        for (YamlSection.Text key : section.keys()) {
            List<String> names = section.readAll(key.value(), CERTIFICATE_FORM, CertificateBook::nameOf);
            Optional<OdsCode> organisation = exactCode(key.value()).filter(known::contains);
            if (organisation.isEmpty()) {
                problems.add(key.line(), "'" + key.value() + "' is not " + ODS_FORM);
            }
            organisation.ifPresent(code -> bound.put(code, names));
        }
        try {
            return new CertificateBook(bound);
        } catch (IllegalArgumentException twice) {
            section.problem(String.valueOf(twice.getMessage()));
            return CertificateBook.EMPTY;
        }
    }

    private RoutingRules routing(YamlSection routing, Set<OdsCode> known, Set<OdsCode> destinations) {
        Map<String, OdsCode> receivers = new LinkedHashMap<>();
        YamlSection section = routing.section("receivers");
        for (YamlSection.Text facility : section.keys()) {
            section.read(facility.value(), "one of the destinations", oneOf(destinations))
                    .ifPresent(code -> receivers.put(facility.value(), code));
        }
        List<RoutingRules.Rule> rules = new ArrayList<>();
        for (YamlSection one : routing.sections("rules")) {
            Optional<OdsCode> sender = one.read("sender", ODS_FORM, organisationIn(known));
            Optional<String> receiver = one.text("receiver").map(YamlSection.Text::value);
            Set<Workflow> workflows = new LinkedHashSet<>(
                    one.readAll("workflows", "one of " + String.join(", ", WORKFLOWS), Workflow::ofCode));
            List<OdsCode> to = one.readAll("to", "one of the destinations", oneOf(destinations));
            if (!one.has("to")) {
                one.problem("a rule without 'to' leads nowhere");
            }
            one.refuseTheRest();
            if (!to.isEmpty()) {
                rules.add(new RoutingRules.Rule(sender, receiver, workflows, to));
            }
        }
        routing.refuseTheRest();
        return new RoutingRules(rules, receivers);
    }

    private MailboxQuotas quotas(YamlSection section, Set<OdsCode> destinations) {
        int ordinary = section.read(EVERY_DESTINATION, QUOTA_FORM, ConfigurationFile::quota)
                .orElseGet(MailboxQuotas.DEFAULT::ordinary);
        Map<OdsCode, Integer> particular = new LinkedHashMap<>();
        for (YamlSection.Text key : section.keys()) {
            if (!key.value().equals(EVERY_DESTINATION)) {
                Optional<Integer> quota = section.require(key.value(), QUOTA_FORM, ConfigurationFile::quota);
                Optional<OdsCode> destination = oneOf(destinations).apply(key.value());
                if (destination.isEmpty()) {
                    problems.add(key.line(), "'" + key.value() + "' is not one of the destinations");
                }
                destination.ifPresent(code -> quota.ifPresent(number -> particular.put(code, number)));
            }
        }
        return new MailboxQuotas(ordinary, particular);
    }

    private static Optional<Integer> quota(String text) {
        return number(text, 1, Integer.MAX_VALUE);
    }

    private DisclosurePolicy disclosure(YamlSection withholding, Set<OdsCode> destinations) {
        Set<OdsCode> hiddenLocations = new LinkedHashSet<>();
        Set<OdsCode> dissent = new LinkedHashSet<>();
        for (YamlSection.Text key : withholding.keys()) {
            YamlSection one = withholding.section(key.value());
            boolean toldPlaces = one.read("hidden-locations", DISCLOSURE_FORM, ConfigurationFile::discloses)
                    .orElse(false);
            boolean toldDespiteDissent = one.read("dissent", DISCLOSURE_FORM, ConfigurationFile::discloses)
                    .orElse(false);
            one.refuseTheRest();
            Optional<OdsCode> destination = exactCode(key.value()).filter(destinations::contains);
            if (destination.isEmpty()) {
                problems.add(key.line(), "'" + key.value() + "' is not one of the destinations");
            }
            destination.filter(d -> toldPlaces).ifPresent(hiddenLocations::add);
            destination.filter(d -> toldDespiteDissent).ifPresent(dissent::add);
        }
        return new DisclosurePolicy(hiddenLocations, dissent);
    }

    private static Optional<Boolean> discloses(String text) {
        return switch (text) {
            case "disclose" -> Optional.of(true);
            case "withhold" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static Function<String, Optional<OdsCode>> oneOf(Set<OdsCode> destinations) {
        return text -> exactCode(text).filter(destinations::contains);
    }

    private static Optional<ZoneId> zone(String text) {
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Map<Workflow, TimeTarget> timeTargets(YamlSection section) {
        Map<Workflow, TimeTarget> targets = new EnumMap<>(Workflow.class);
        for (YamlSection.Text key : section.keys()) {
            YamlSection one = section.section(key.value());
            Optional<Duration> target = one.require("target", TIME_FORM, ConfigurationFile::duration);
            Optional<Duration> cutoff = one.require("cutoff", TIME_FORM, ConfigurationFile::duration);
            one.refuseTheRest();
            List<Workflow> workflows = key.value().equals("all")
                    ? List.of(Workflow.values())
                    : Workflow.ofCode(key.value()).stream().toList();
            if (workflows.isEmpty()) {
                problems.add(key.line(), YamlSection.unknown("workflow", key.value(), WORKFLOWS));
            } else if (target.isPresent() && cutoff.isPresent()) {
                if (target.get().isZero() || cutoff.get().compareTo(target.get()) < 0) {
                    one.problem("a cutoff is not before its target, and a target is above 0");
                } else {
                    TimeTarget timeTarget = new TimeTarget(target.get(), cutoff.get());
                    workflows.forEach(workflow -> targets.put(workflow, timeTarget));
                }
            }
        }
        return targets;
    }

    private Optional<Configuration.Database> database(YamlSection section) {
        Optional<String> url = section.require(
                "url", "an address such as jdbc:postgresql://host/portage", ConfigurationFile::databaseUrl);
        Optional<String> user = section.text("user").map(YamlSection.Text::value);
        Optional<Path> password = section.read("password-file", "a file with the password", this::existing);
        section.refuseTheRest();
        return url.map(address -> new Configuration.Database(address, user, password));
    }

    static Function<String, Optional<OdsCode>> organisationIn(Set<OdsCode> known) {
        return organisationIn(code -> known.isEmpty() || known.contains(code));
    }

    static Function<String, Optional<OdsCode>> organisationIn(Predicate<OdsCode> known) {
        return text -> exactCode(text).filter(known);
    }

    private static Function<String, Optional<OdsCode>> organisationIn(Map<OdsCode, String> known) {
        return organisationIn(known.keySet());
    }

    private Optional<Path> existing(String text) {
        Path file = folder.resolve(text);
        return Files.isReadable(file) ? Optional.of(file) : Optional.empty();
    }

    private Optional<Path> directory(String text) {
        return Optional.of(folder.resolve(text)).filter(Files::isDirectory);
    }

    private static Optional<OdsCode> exactCode(String text) {
        return OdsCode.parse(text).filter(code -> code.value().equals(text));
    }

    static Optional<String> loopback(String text) {
        try {
            return InetAddress.getByName(text).isLoopbackAddress() ? Optional.of(text) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    static Optional<Integer> port(String text) {
        return number(text, 0, 65_535);
    }

    static Optional<Integer> number(String text, int least, int most) {
        try {
            int number = Integer.parseInt(text);
            return number >= least && number <= most ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static Optional<Boolean> truth(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<String> baseUrl(String text) {
        try {
            URI uri = URI.create(text);
            boolean whole =
                    ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
            return whole ? Optional.of(text.replaceAll("/+$", "")) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Optional<String> databaseUrl(String text) {
        return text.startsWith("jdbc:postgresql:") || text.startsWith("jdbc:sqlite:")
                ? Optional.of(text)
                : Optional.empty();
    }

    static Optional<Duration> duration(String text) {
        Matcher amount = AMOUNT.matcher(text.strip());
        if (!amount.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(amount.group(1));
        return switch (amount.group(2)) {
            case "ms" -> Optional.of(Duration.ofMillis(number));
            case "s" -> Optional.of(Duration.ofSeconds(number));
            case "min" -> Optional.of(Duration.ofMinutes(number));
            case "h" -> Optional.of(Duration.ofHours(number));
            case "d" -> Optional.of(Duration.ofDays(number));
            default -> Optional.empty();
        };
    }

    static Optional<Integer> bytes(String text) {
        Matcher amount = AMOUNT.matcher(text.strip());
        if (!amount.matches()) {
            return Optional.empty();
        }
        long unit = switch (amount.group(2)) {
            case "B" -> 1;
            case "kB", "KB" -> 1024;
            case "MB" -> 1024 * 1024;
            default -> 0;
        };
        long bytes = Long.parseLong(amount.group(1)) * unit;
        return bytes > 0 && bytes <= 1024L * 1024 * 1024 ? Optional.of((int) bytes) : Optional.empty();
    }
}
