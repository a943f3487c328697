package uk.portage.gateway.app.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.app.configuration.Client;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;

/**
 * Finds out which client asks for a token, from the assertion that it signed (RFC 7523 section 3), as SMART Backend
 * Services and the NHS API platform have it. Each assertion is good once.
 */
final class Assertions {

    /** How long ahead an assertion may expire. */
    static final Duration LONGEST_LIFE = Duration.ofMinutes(5);

    /** How far the clocks of client and gateway may be apart. */
    static final Duration SKEW = Duration.ofSeconds(30);

    private static final int LONGEST_ID = 255;
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);
    private static final Set<String> TYPES = Set.of("", "jwt", "client-authentication+jwt");

    /** What came of an assertion. */
    sealed interface Outcome {

        record Proven(Client client) implements Outcome {}

        record Refused(Refusal refusal) implements Outcome {}
    }

    private final ClientBook clients;
    private final Predicate<OdsCode> suspended;
    private final Store store;
    private final Supplier<String> audience;
    private final InstantSource clock;
    private final AtomicReference<Instant> nextSweep = new AtomicReference<>(Instant.EPOCH);

    /**
     * @param suspended which organisations may do nothing for now
     * @param audience the address of the token endpoint
     */
    Assertions(
            ClientBook clients,
            Predicate<OdsCode> suspended,
            Store store,
            Supplier<String> audience,
            InstantSource clock) {
        this.clients = clients;
        this.suspended = suspended;
        this.store = store;
        this.audience = audience;
        this.clock = clock;
    }

    /** @param clientId what the request itself says of the client, if anything */
    Outcome judge(String assertion, Optional<String> clientId) {
        Optional<Jwt> read = Jwt.read(assertion);
        Optional<ClientBook.Registered> registered =
                read.flatMap(jwt -> jwt.text("iss")).flatMap(clients::find);
        if (read.isEmpty() || registered.isEmpty()) {
            return new Outcome.Refused(Refusal.CLIENT);
        }
        Jwt jwt = read.get();
        Client client = registered.get().client();
        if (!TYPES.contains(jwt.type())
                || !client.algorithms().contains(jwt.algorithm())
                || jwt.keyId()
                        .flatMap(id -> registered.get().keys().find(id, jwt.algorithm()))
                        .filter(jwt::isSignedWith)
                        .isEmpty()) {
            return new Outcome.Refused(Refusal.CLIENT);
        }
        Instant now = clock.instant();
        Optional<Instant> expires = jwt.time("exp");
        Optional<String> id = jwt.text("jti").filter(text -> text.length() <= LONGEST_ID);
        if (!jwt.text("sub").equals(Optional.of(client.id()))
                || clientId.filter(said -> !said.equals(client.id())).isPresent()
                || !jwt.audience().equals(List.of(audience.get()))
                || !jwt.isByThen("iat", now.plus(SKEW))
                || !jwt.isByThen("nbf", now.plus(SKEW))
                || id.isEmpty()
                || expires.isEmpty()
                || expires.get().isAfter(now.plus(LONGEST_LIFE).plus(SKEW))) {
            return refused(client.organisation(), FailureCode.UNAUTHENTICATED);
        }
        if (!now.isBefore(expires.get().plus(SKEW))) {
            return refused(client.organisation(), FailureCode.TOKEN_EXPIRED);
        }
        if (suspended.test(client.organisation())) {
            return refused(client.organisation(), FailureCode.SUSPENDED);
        }
        return spend(client, id.get(), expires.get(), now);
    }

    private static Outcome refused(OdsCode organisation, FailureCode code) {
        return new Outcome.Refused(Refusal.of(organisation, code));
    }

    private Outcome spend(Client client, String id, Instant expires, Instant now) {
        Sha256 trace = Sha256.ofParts("assertion", client.id(), id);
        // Twice the skew: another gateway on the same database may have another clock.
        Instant kept = expires.plus(SKEW).plus(SKEW);
        boolean sweeps = sweeps(now);
        try {
            boolean first = store.write(transaction -> {
                        if (sweeps) {
                            transaction.spentCredentials().forget(now);
                        }
                        return transaction.spentCredentials().spend(trace, kept);
                    })
                    .get(10, TimeUnit.SECONDS);
            return first ? new Outcome.Proven(client) : refused(client.organisation(), FailureCode.UNAUTHENTICATED);
        } catch (ExecutionException | TimeoutException e) {
            return new Outcome.Refused(Refusal.unavailable(client.organisation()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Refused(Refusal.unavailable(client.organisation()));
        }
    }

    private boolean sweeps(Instant now) {
        Instant due = nextSweep.get();
        return !now.isBefore(due) && nextSweep.compareAndSet(due, now.plus(BETWEEN_SWEEPS));
    }
}
