package uk.portage.gateway.app.registry;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import uk.portage.gateway.app.configuration.Token;
import uk.portage.gateway.app.configuration.TokenFile;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.mailbox.Commit;
import uk.portage.gateway.pipeline.tls.CertificateBook;
import uk.portage.gateway.store.Change;
import uk.portage.gateway.store.OrganisationRegister.Organisation;
import uk.portage.gateway.store.OrganisationWriter;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;

/** What an operator orders of the register. Each change is one commit with its entry of the ledger. */
public final class OrganisationOrders {

    private static final Duration TOKEN_LIFE = Duration.ofDays(365);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);
    private static final String ANOTHERS = "the certificate is bound to another organisation";
    private static final int LONGEST_NAME = 120;

    private final Store store;
    private final OrganisationRegistry registry;
    private final Map<OdsCode, String> configured;
    private final Set<OdsCode> destinations;
    private final CertificateBook bound;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param configured the names of the organisations of {@code portage.yaml}
     * @param destinations those of them that have a mailbox
     * @param bound the certificates that {@code portage.yaml} binds
     */
    public OrganisationOrders(
            Store store,
            OrganisationRegistry registry,
            Map<OdsCode, String> configured,
            Set<OdsCode> destinations,
            CertificateBook bound,
            InstantSource clock) {
        this.store = store;
        this.registry = registry;
        this.configured = Map.copyOf(configured);
        this.destinations = Set.copyOf(destinations);
        this.bound = bound;
        this.clock = clock;
    }

    /** What came of an order. */
    public sealed interface Outcome {

        /**
         * It is done.
         *
         * @param text lines for the operator; may hold a secret that is shown once
         */
        record Done(String text) implements Outcome {

            /** Without the text. */
            @Override
            public String toString() {
                return "Done";
            }
        }

        /**
         * It cannot be done.
         *
         * @param why one clause for the operator, with nothing of what it said
         */
        record Refused(String why) implements Outcome {}

        /** No such organisation is known. */
        record Unknown() implements Outcome {}
    }

    /** The store did not commit an order in time; it may then still happen, and may be given again. */
    public static final class NotCommittedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private NotCommittedException() {
            super("the store did not commit in time");
        }
    }

    /** Every organisation that is known, a line each. */
    public String list() {
        Map<OdsCode, String> names = new TreeMap<>(configured);
        Map<OdsCode, Organisation> registered = new LinkedHashMap<>();
        for (Organisation one : registry.organisations()) {
            registered.put(one.code(), one);
            names.put(one.code(), one.name());
        }
        StringBuilder text = new StringBuilder();
        names.forEach((code, name) -> {
            Optional<Organisation> one = Optional.ofNullable(registered.get(code));
            boolean collects = destinations.contains(code)
                    || one.filter(Organisation::collects).isPresent();
            text.append(String.format(
                    "%-6s %-40s %-8s %s%s%n",
                    code,
                    name,
                    collects ? "mailbox" : "",
                    one.flatMap(Organisation::suspendedAt)
                            .map(since -> "SUSPENDED since " + TIME.format(since))
                            .orElse("in force"),
                    credentials(code)));
        });
        return text.toString();
    }

    private String credentials(OdsCode code) {
        Instant now = clock.instant();
        long tokens = registry.tokens().stream()
                .filter(token -> token.caller().organisation().equals(code) && !token.isExpired(now))
                .count();
        String issued = tokens == 0 ? "" : tokens == 1 ? ", 1 token issued" : ", " + tokens + " tokens issued";
        return issued + (registry.certificates().binds(code) ? ", certificate bound" : "");
    }

    /**
     * Registers an organisation, or adds to what is registered.
     *
     * @param operator who orders it
     * @param roles for each of which a token is issued
     * @param certificates what names its client certificates, see {@link CertificateBook#nameOf(String)}
     */
    public Outcome add(
            OdsCode operator, OdsCode code, Optional<String> name, Set<Role> roles, List<String> certificates) {
        Optional<String> known = name.or(() -> nameOf(code));
        if (known.isEmpty()) {
            return new Outcome.Refused("a new organisation needs a name");
        }
        if (known.get().isBlank()
                || known.get().length() > LONGEST_NAME
                || known.get().codePoints().anyMatch(Character::isISOControl)) {
            return new Outcome.Refused("a name has 1 to " + LONGEST_NAME + " characters, on one line");
        }
        if (certificates.stream().anyMatch(certificate -> isAnothers(bound.holderOf(certificate), code))) {
            return new Outcome.Refused(ANOTHERS);
        }
        Map<Role, String> secrets = new LinkedHashMap<>();
        roles.stream().sorted().forEach(role -> secrets.put(role, TokenFile.drawSecret(random)));
        Instant expires = clock.instant().plus(TOKEN_LIFE);
        boolean done = commit(transaction -> {
            OrganisationWriter organisations = transaction.organisations();
            if (certificates.stream().anyMatch(one -> isAnothers(organisations.holderOf(one), code))) {
                return false;
            }
            certificates.forEach(certificate -> organisations.bind(code, certificate));
            organisations.put(code, known.get(), roles.contains(Role.DESTINATION));
            transaction.append(entry(EntryKind.ORGANISATION_REGISTERED, code, operator));
            secrets.forEach((role, secret) -> {
                organisations.issue(Token.hashOf(secret), new Caller(code, role), expires);
                transaction.append(entry(EntryKind.CREDENTIAL_ISSUED, code, operator));
            });
            return true;
        });
        if (!done) {
            return new Outcome.Refused(ANOTHERS);
        }
        StringBuilder text = new StringBuilder(code + " " + known.get() + " is registered\n");
        secrets.forEach((role, secret) -> text.append(issued(role, secret, expires)));
        if (roles.contains(Role.DESTINATION) && !destinations.contains(code)) {
            text.append("its mailbox is there after the next start; records that name ")
                    .append(code)
                    .append(" as their receiver then go to it\n");
        }
        return new Outcome.Done(text.toString());
    }

    private static boolean isAnothers(Optional<OdsCode> holder, OdsCode code) {
        return holder.filter(one -> !one.equals(code)).isPresent();
    }

    /** Lets an organisation do nothing any more, or go on. */
    public Outcome suspend(OdsCode operator, OdsCode code, boolean suspended) {
        Optional<String> name = nameOf(code);
        if (name.isEmpty()) {
            return new Outcome.Unknown();
        }
        if (suspended && code.equals(operator)) {
            return new Outcome.Refused("an operator cannot suspend its own organisation");
        }
        boolean changed = commit(transaction -> {
            boolean done = transaction.organisations().suspend(code, name.get(), suspended);
            if (done) {
                transaction.append(entry(
                        suspended ? EntryKind.ORGANISATION_SUSPENDED : EntryKind.ORGANISATION_RESUMED, code, operator));
            }
            return done;
        });
        String state = suspended ? "suspended" : "in force";
        return new Outcome.Done(code + (changed ? " is " + state : " was " + state + " already") + "\n");
    }

    /**
     * Issues a new token for a role and lets the others that were issued for it end.
     *
     * @param overlap for how long both are good
     */
    public Outcome rotate(OdsCode operator, OdsCode code, Role role, Duration overlap) {
        if (nameOf(code).isEmpty()) {
            return new Outcome.Unknown();
        }
        String secret = TokenFile.drawSecret(random);
        Caller caller = new Caller(code, role);
        Instant now = clock.instant();
        int ending = commit(transaction -> {
            transaction.organisations().issue(Token.hashOf(secret), caller, now.plus(TOKEN_LIFE));
            transaction.append(entry(EntryKind.CREDENTIAL_ISSUED, code, operator));
            return transaction.organisations().endOthers(Token.hashOf(secret), caller, now.plus(overlap));
        });
        return new Outcome.Done(issued(role, secret, now.plus(TOKEN_LIFE))
                + (ending == 0
                        ? "no other was issued; one that stands in the file of tokens stays good until its line goes\n"
                        : (ending == 1 ? "the one before ends " : "the " + ending + " before end ")
                                + (overlap.isZero() ? "now" : TIME.format(now.plus(overlap))) + "\n"));
    }

    private Optional<String> nameOf(OdsCode code) {
        return registry.organisations().stream()
                .filter(one -> one.code().equals(code))
                .map(Organisation::name)
                .findFirst()
                .or(() -> Optional.ofNullable(configured.get(code)));
    }

    private static String issued(Role role, String secret, Instant expires) {
        return "token (" + TokenFile.name(role) + ", until " + TIME.format(expires) + ", shown once): " + secret + "\n";
    }

    private static EntryDraft entry(EntryKind kind, OdsCode organisation, OdsCode operator) {
        return EntryDraft.of(kind).sender(organisation).recipient(operator).draft();
    }

    private <T> T commit(Change<T> change) {
        T result = Commit.await(store.write(change), NotCommittedException::new);
        registry.refresh();
        return result;
    }
}
