package uk.portage.gateway.app.configuration;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.adapter.spi.Workflow;
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

/**
 * What an operator decides, as {@code portage.yaml} says it.
 *
 * @param channels the listeners; at least one
 * @param folders the watched folders
 * @param names the names of organisations, for people
 * @param suppliers who supplies organisations with the systems that send or receive, for auditors
 * @param testChannels names of channels whose training and debugging records travel on like others
 * @param destinations who may collect
 * @param routing every destination it names may collect
 * @param certificates which client certificates are bound to which organisation
 * @param quotas how much may wait in a mailbox
 * @param rates how much each organisation may send
 * @param disclosure who is given what records ask to withhold
 * @param zone of times in documents that name none
 * @param timeTargets those that differ from {@link TimeTarget#defaultFor the defaults}
 * @param site where the site's own code maps and fields are
 * @param database empty for the embedded one
 * @param keys by which payloads are encrypted; empty for the file in the gateway's directory
 * @param mesh empty if there are no MESH mailboxes
 * @param amqp empty if AMQP is not spoken
 * @param deliveries the destinations that are pushed to, and how
 * @param notifiedHosts to which each destination may have notifications sent
 * @param sources the organisations that can be asked for records, and how
 * @param oauth2 empty if no tokens but those of the token file are taken
 * @param signIn empty if people sign in with accounts of this gateway only
 * @param openData whether anyone may have the extract of the figures
 * @param witnesses the keys of those whose signatures below the ledger's checkpoints are kept
 */
public record Configuration(
        Http http,
        List<MllpConfiguration> channels,
        List<FolderConfiguration> folders,
        Set<String> testChannels,
        Map<OdsCode, String> names,
        Map<OdsCode, String> suppliers,
        Set<OdsCode> destinations,
        CertificateBook certificates,
        RoutingRules routing,
        MailboxQuotas quotas,
        Rates rates,
        DisclosurePolicy disclosure,
        Map<Workflow, TimeTarget> timeTargets,
        ZoneId zone,
        Optional<Path> site,
        Optional<Database> database,
        Optional<KeySource> keys,
        Optional<MeshSettings> mesh,
        Optional<AmqpConfiguration> amqp,
        List<DeliveryConfiguration> deliveries,
        Map<OdsCode, Set<URI>> notifiedHosts,
        List<SourceConfiguration> sources,
        Optional<OAuth2Configuration> oauth2,
        Optional<SignInConfiguration> signIn,
        boolean openData,
        List<VerifierKey> witnesses) {

    public Configuration {
        channels = List.copyOf(channels);
        folders = List.copyOf(folders);
        names = Map.copyOf(names);
        suppliers = Map.copyOf(suppliers);
        destinations = Set.copyOf(destinations);
        testChannels = Set.copyOf(testChannels);
        timeTargets = Map.copyOf(timeTargets);
        deliveries = List.copyOf(deliveries);
        notifiedHosts = Map.copyOf(notifiedHosts);
        sources = List.copyOf(sources);
        witnesses = List.copyOf(witnesses);
    }

    /**
     * Where callers find the gateway.
     *
     * @param baseUrl the gateway's address as callers know it, if a proxy stands before it; without a slash at the end
     * @param largestDocument bytes of the largest document that may be pushed
     * @param documentTime within which a pushed document must have come whole
     * @param exportLifetime how long a destination can fetch an export it has asked for
     * @param tls empty if callers speak plain HTTP
     * @param certificatesRequired whether every machine must bring a certificate that is bound to its organisation, not
     *     only those of organisations that have one
     */
    public record Http(
            String host,
            int port,
            Optional<String> baseUrl,
            int largestDocument,
            Duration documentTime,
            Duration exportLifetime,
            Optional<TlsConfiguration> tls,
            boolean certificatesRequired) {

        /** Whether callers are asked for certificates. */
        public boolean asksForCertificates() {
            return tls.flatMap(TlsConfiguration::trustStore).isPresent();
        }
    }

    /**
     * A database server.
     *
     * @param passwordFile a file whose first line is the password
     */
    public record Database(String url, Optional<String> user, Optional<Path> passwordFile) {

        /** Without the address, which may hold a password. */
        @Override
        public String toString() {
            return "Database";
        }
    }

    /** The same on other ports; an empty one stays as it is. The first channel takes the MLLP port. */
    public Configuration onPorts(Optional<Integer> httpPort, Optional<Integer> mllpPort) {
        Http otherHttp = new Http(
                http.host(),
                httpPort.orElse(http.port()),
                http.baseUrl(),
                http.largestDocument(),
                http.documentTime(),
                http.exportLifetime(),
                http.tls(),
                http.certificatesRequired());
        List<MllpConfiguration> otherChannels = new ArrayList<>(channels);
        mllpPort.ifPresent(port -> {
            MllpConfiguration first = otherChannels.get(0);
            otherChannels.set(
                    0,
                    new MllpConfiguration(
                            first.channel(), first.host(), port, first.limits(), first.tls(), first.insecure()));
        });
        return with(otherHttp, otherChannels, names, destinations, site, database);
    }

    /**
     * The same with organisations that were registered while a gateway ran. Whom it names itself, it knows better.
     *
     * @param collecting those of them that get a mailbox
     */
    public Configuration joinedBy(Map<OdsCode, String> registered, Set<OdsCode> collecting) {
        Map<OdsCode, String> allNames = new HashMap<>(registered);
        allNames.putAll(names);
        Set<OdsCode> allDestinations = new HashSet<>(collecting);
        allDestinations.addAll(destinations);
        return with(http, channels, allNames, allDestinations, site, database);
    }

    /** The same with the rules of another site. */
    public Configuration withSite(Path other) {
        return with(http, channels, names, destinations, Optional.of(other), database);
    }

    /** The same on another database. */
    public Configuration on(Database other) {
        return with(http, channels, names, destinations, site, Optional.of(other));
    }

    private Configuration with(
            Http otherHttp,
            List<MllpConfiguration> otherChannels,
            Map<OdsCode, String> otherNames,
            Set<OdsCode> otherDestinations,
            Optional<Path> otherSite,
            Optional<Database> otherDatabase) {
        return new Configuration(
                otherHttp,
                otherChannels,
                folders,
                testChannels,
                otherNames,
                suppliers,
                otherDestinations,
                certificates,
                routing,
                quotas,
                rates,
                disclosure,
                timeTargets,
                zone,
                otherSite,
                otherDatabase,
                keys,
                mesh,
                amqp,
                deliveries,
                notifiedHosts,
                sources,
                oauth2,
                signIn,
                openData,
                witnesses);
    }
}
