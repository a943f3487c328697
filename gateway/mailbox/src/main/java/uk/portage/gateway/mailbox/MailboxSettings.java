package uk.portage.gateway.mailbox;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import uk.portage.adapter.spi.PersonIdentifier;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;

/** What the mailbox must be told by whoever starts it. */
public final class MailboxSettings {

    private static final OdsCode ANY = new OdsCode("ANY");
    private static final AskableSources NONE = new AskableSources(Set.of(), Map.of());

    private final String softwareVersion;
    private final Supplier<URI> baseUrl;
    private final byte[] siteKey;

    private final Map<OdsCode, Set<URI>> notifiedHosts;
    private final AskableSources sources;
    private final ExportLimits exportLimits;

    private MailboxSettings(
            String softwareVersion,
            Supplier<URI> baseUrl,
            byte[] siteKey,
            Map<OdsCode, Set<URI>> notifiedHosts,
            AskableSources sources,
            ExportLimits exportLimits) {
        this.softwareVersion = softwareVersion;
        this.baseUrl = baseUrl;
        this.siteKey = siteKey;
        this.notifiedHosts = Map.copyOf(notifiedHosts);
        this.sources = sources;
        this.exportLimits = exportLimits;
    }

    /**
     * @param softwareVersion the gateway's version, shown in the CapabilityStatement
     * @param baseUrl the FHIR base as its callers know it, without a slash at the end; asked for at each request,
     *     because the operating system may choose the port
     * @param siteKey the secret under which persons are kept in order, see {@link OrderingKey}
     */
    public static MailboxSettings of(String softwareVersion, Supplier<URI> baseUrl, byte[] siteKey) {
        return new MailboxSettings(softwareVersion, baseUrl, siteKey.clone(), Map.of(), NONE, ExportLimits.USUAL);
    }

    /**
     * The same, with subscriptions.
     *
     * @param hosts to which each destination may have notifications sent; only scheme, name and port count
     */
    public MailboxSettings notifying(Map<OdsCode, Set<URI>> hosts) {
        return new MailboxSettings(softwareVersion, baseUrl, siteKey, hosts, sources, exportLimits);
    }

    /** The same, with organisations that can be asked for records. */
    public MailboxSettings asking(AskableSources askable) {
        return new MailboxSettings(softwareVersion, baseUrl, siteKey, notifiedHosts, askable, exportLimits);
    }

    AskableSources sources() {
        return sources;
    }

    /**
     * The same, with exports that can be fetched for this long.
     *
     * @param lifetime from when they were asked for
     */
    public MailboxSettings exporting(Duration lifetime) {
        return exporting(new ExportLimits(
                lifetime, ExportLimits.USUAL.jobs(), ExportLimits.USUAL.transfers(), ExportLimits.USUAL.bytes()));
    }

    MailboxSettings exporting(ExportLimits limits) {
        return new MailboxSettings(softwareVersion, baseUrl, siteKey, notifiedHosts, sources, limits);
    }

    ExportLimits exportLimits() {
        return exportLimits;
    }

    Map<OdsCode, Set<URI>> notifiedHosts() {
        return notifiedHosts;
    }

    String softwareVersion() {
        return softwareVersion;
    }

    /** The FHIR base, without a slash at the end. */
    String baseUrl() {
        return baseUrl.get().toString();
    }

    OrderingKey orderingKey(OdsCode owner, NhsNumber person) {
        return OrderingKey.of(
                siteKey, owner, new PersonIdentifier(PersonIdentifier.Kind.NHS_NUMBER, "", person.digits()));
    }

    /** An NHS number is the same person everywhere: the key does not depend on the organisation. */
    OrderingKey orderingKey(NhsNumber person) {
        return orderingKey(ANY, person);
    }

    /** The version only: the site key is a secret. */
    @Override
    public String toString() {
        return "MailboxSettings[" + softwareVersion + "]";
    }
}
