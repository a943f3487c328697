package uk.portage.gateway.app.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.app.access.KnownOrganisations;
import uk.portage.gateway.app.configuration.Token;
import uk.portage.gateway.pipeline.tls.CertificateBook;
import uk.portage.gateway.store.OrganisationRegister;
import uk.portage.gateway.store.OrganisationRegister.Organisation;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreUnavailableException;
import uk.portage.gateway.transfer.OdsCode;

/**
 * What is registered of organisations, beside what {@code portage.yaml} says of them; the same for every gateway on one
 * store. What another gateway has changed is in force within a second. While the store cannot be read, what was known
 * stays in force. Safe for use by many threads.
 */
public final class OrganisationRegistry implements KnownOrganisations {

    private static final Logger LOG = LoggerFactory.getLogger(OrganisationRegistry.class);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    private record Edition(
            Map<OdsCode, Organisation> organisations,
            CertificateBook certificates,
            List<Token> tokens,
            Instant checked) {}

    private final Store store;
    private final Set<OdsCode> named;
    private final CertificateBook configured;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Edition edition;

    /**
     * Reads the register.
     *
     * @param named the organisations that are known in any case; empty for every one
     * @param configured the certificates that are bound in any case
     * @throws StoreUnavailableException if it cannot be read
     */
    public OrganisationRegistry(Store store, Set<OdsCode> named, CertificateBook configured, InstantSource clock) {
        this.store = store;
        this.named = Set.copyOf(named);
        this.configured = configured;
        this.clock = clock;
        this.edition = read();
    }

    @Override
    public boolean contain(OdsCode organisation) {
        return named.isEmpty() || named.contains(organisation) || registered().contains(organisation);
    }

    @Override
    public Set<OdsCode> registered() {
        return current().organisations().keySet();
    }

    @Override
    public boolean isSuspended(OdsCode organisation) {
        return Optional.ofNullable(current().organisations().get(organisation))
                .flatMap(Organisation::suspendedAt)
                .isPresent();
    }

    /** Whose client certificates are. */
    public CertificateBook certificates() {
        return current().certificates();
    }

    /** The tokens that have been issued, expired ones among them. */
    public List<Token> tokens() {
        return current().tokens();
    }

    /** What is registered, in order of codes. */
    public List<Organisation> organisations() {
        return store.organisations().organisations();
    }

    /** Looks at once: what this gateway has changed itself is in force when its operator hears so. */
    public void refresh() {
        reading.lock();
        try {
            edition = read();
        } finally {
            reading.unlock();
        }
    }

    /** One reads again when it is due; the others do not wait for it. */
    private Edition current() {
        Edition now = edition;
        if (clock.instant().isBefore(now.checked().plus(CHECK_EVERY)) || !reading.tryLock()) {
            return now;
        }
        try {
            edition = read();
        } catch (StoreUnavailableException e) {
            LOG.warn("the register of organisations cannot be read: what was known of them stays in force");
            edition = new Edition(now.organisations(), now.certificates(), now.tokens(), clock.instant());
        } finally {
            reading.unlock();
        }
        return edition;
    }

    private Edition read() {
        Instant now = clock.instant();
        OrganisationRegister register = store.organisations();
        Map<OdsCode, List<String>> bound = new HashMap<>();
        register.certificates()
                .forEach((name, organisation) -> bound.computeIfAbsent(organisation, code -> new ArrayList<>())
                        .add(name));
        return new Edition(
                register.organisations().stream().collect(Collectors.toMap(Organisation::code, one -> one)),
                configured.with(bound),
                register.credentials().stream()
                        .map(one -> new Token(one.hash(), one.caller(), one.expires()))
                        .toList(),
                now);
    }
}
