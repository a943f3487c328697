package uk.portage.gateway.app.access;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.configuration.User;
import uk.portage.gateway.app.configuration.UsersFile;
import uk.portage.gateway.pipeline.watch.WatchedFile;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;

/**
 * Who signs in with name, password and one-time code. A code is good once, also across a restart. After a few failures a
 * name has to wait, longer each time.
 */
public final class People {

    private static final Logger LOG = LoggerFactory.getLogger(People.class);
    private static final int FREE_FAILURES = 5;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    /** A hash takes a good part of a second of one core: who tries passwords must not have them all. */
    private static final int AT_ONCE = 2;

    private static final int LONGEST_PASSWORD = 256;

    /** What is checked for a name that nobody has, so that it takes as long. */
    private static final String NOBODYS_HASH = Passwords.hash("nobody");

    private record Failures(int count, Instant until) {}

    /** What came of it. */
    enum Outcome {
        ADMITTED,
        REFUSED,
        /** Too many failures, or too many at once. */
        LATER
    }

    private final WatchedFile<List<User>, CommandFailedException> users;
    private final Store store;
    private final BiConsumer<Optional<OdsCode>, FailureCode> denied;
    private final InstantSource clock;
    private final Map<String, Failures> failures = new ConcurrentHashMap<>();
    private final Semaphore checks = new Semaphore(AT_ONCE);

    /**
     * Reads the file of users.
     *
     * @param directory the gateway's
     * @param denied is told of everyone who is refused
     */
    public People(Path directory, Store store, BiConsumer<Optional<OdsCode>, FailureCode> denied, InstantSource clock) {
        Path file = UsersFile.in(directory);
        this.users = new WatchedFile<>(
                WatchedFile.Watched.files("people who sign in", List.of(file)),
                () -> UsersFile.read(file),
                CommandFailedException.class,
                clock);
        this.store = store;
        this.denied = denied;
        this.clock = clock;
    }

    /** True if anybody can sign in. */
    public boolean exist() {
        return !users.content().isEmpty();
    }

    Optional<User> find(String name) {
        return users.content().stream().filter(user -> user.name().equals(name)).findFirst();
    }

    Outcome signIn(String name, String password, String code) {
        Optional<User> user = find(name);
        Instant now = clock.instant();
        if (user.isPresent()
                && failures.containsKey(name)
                && now.isBefore(
                        failures.getOrDefault(name, new Failures(0, now)).until())) {
            denied.accept(Optional.empty(), FailureCode.UNAUTHENTICATED);
            return Outcome.LATER;
        }
        if (!checks.tryAcquire()) {
            return Outcome.LATER;
        }
        boolean known;
        try {
            known = Passwords.isRight(
                    password.substring(0, Math.min(password.length(), LONGEST_PASSWORD)),
                    user.map(User::passwordHash).orElse(NOBODYS_HASH));
        } finally {
            checks.release();
        }
        if (user.isPresent() && known && isFirstUse(user.get(), code, now)) {
            failures.remove(name);
            LOG.info("{} of {} signed in", name, user.get().caller().organisation());
            return Outcome.ADMITTED;
        }
        // Whose password was right has proven half of who it is: that a code is guessed must be on record.
        denied.accept(user.filter(one -> known).map(one -> one.caller().organisation()), FailureCode.UNAUTHENTICATED);
        user.ifPresent(one ->
                failures.compute(name, (key, before) -> next(before == null ? 1 : before.count() + 1, now)));
        return Outcome.REFUSED;
    }

    private static Failures next(int count, Instant now) {
        if (count < FREE_FAILURES) {
            return new Failures(count, now);
        }
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(count - FREE_FAILURES, 10));
        return new Failures(count, now.plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait));
    }

    private boolean isFirstUse(User user, String code, Instant now) {
        OptionalLong step = new OneTimeCodes(user.codeSecret()).stepOf(code.strip(), now);
        if (step.isEmpty()) {
            return false;
        }
        Sha256 trace = Sha256.ofParts("code", user.name(), user.codeSecret(), String.valueOf(step.getAsLong()));
        try {
            return store.write(transaction ->
                            transaction.spentCredentials().spend(trace, now.plus(OneTimeCodes.STEP.multipliedBy(4))))
                    .get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
