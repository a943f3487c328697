package uk.portage.gateway.mailbox;

import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.Subscription;
import uk.portage.gateway.transfer.OdsCode;

/** What a destination may do with its subscriptions. Those of others do not exist for it. */
final class Subscriptions {

    private static final int MOST = 10;
    private static final int SECRET_BYTES = 32;

    private final Store store;
    private final Mailbox mailbox;
    private final Map<OdsCode, Set<URI>> hosts;
    private final SecureRandom random = new SecureRandom();

    /** @param hosts where each destination may have notifications sent to */
    Subscriptions(Store store, Mailbox mailbox, Map<OdsCode, Set<URI>> hosts) {
        this.store = store;
        this.mailbox = mailbox;
        this.hosts = Map.copyOf(hosts);
    }

    /** A subscription that was just made, and its secret, which nobody is told again. */
    record Made(Subscription subscription, String secret) {

        /** Without the secret. */
        @Override
        public String toString() {
            return subscription.toString();
        }
    }

    /** @throws RefusedException if it asks for what there is not, or is one too many */
    Made add(OdsCode owner, org.hl7.fhir.r4.model.Subscription sent) {
        SubscriptionResource wanted = SubscriptionResource.of(sent, hosts.getOrDefault(owner, Set.of()));
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String id = UUID.randomUUID().toString();
        boolean added = Commit.await(store.write(transaction -> {
            if (transaction.subscriptions().count(owner) >= MOST) {
                return false;
            }
            transaction.subscriptions().add(id, owner, wanted.endpoint().toString(), wanted.headers(), secret);
            return true;
        }));
        if (!added) {
            throw new RefusedException(Refusal.of(
                    409,
                    FailureCode.INVALID_TRANSITION,
                    IssueType.CONFLICT,
                    "there are " + MOST + " subscriptions already; delete one first"));
        }
        return new Made(find(owner, id), HexFormat.of().formatHex(secret));
    }

    /** @throws RefusedException 404, also for one of somebody else's, which is recorded */
    Subscription find(OdsCode owner, String id) {
        Optional<Subscription> found = store.subscriptions().find(id);
        found.filter(one -> !one.owner().equals(owner)).ifPresent(anothers -> mailbox.denyAnothers(owner));
        return found.filter(one -> one.owner().equals(owner))
                .orElseThrow(() -> new RefusedException(Refusal.notFound()));
    }

    List<Subscription> of(OdsCode owner) {
        return store.subscriptions().of(owner);
    }

    /** @throws RefusedException as above */
    void remove(OdsCode owner, String id) {
        String own = find(owner, id).id();
        boolean removed = Commit.await(
                store.write(transaction -> transaction.subscriptions().remove(own, owner)));
        if (!removed) {
            throw new RefusedException(Refusal.notFound());
        }
    }
}
