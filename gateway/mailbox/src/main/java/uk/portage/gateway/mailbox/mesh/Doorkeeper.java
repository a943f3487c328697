package uk.portage.gateway.mailbox.mesh;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.OdsCode;

/** Lets in whoever brings a credential for the mailbox it asks for. Everything that is wrong with one is a 403. */
final class Doorkeeper {

    private final Store store;
    private final MeshSettings settings;
    private final BiFunction<HttpServletRequest, OdsCode, Optional<FailureCode>> objection;
    private final BiConsumer<Optional<OdsCode>, FailureCode> denied;
    private final InstantSource clock;

    /**
     * @param objection why an organisation may not enter by a request though its credential is good, if it may not
     * @param denied hears of each caller that was refused, by name only if its credential was good
     */
    Doorkeeper(
            Store store,
            MeshSettings settings,
            BiFunction<HttpServletRequest, OdsCode, Optional<FailureCode>> objection,
            BiConsumer<Optional<OdsCode>, FailureCode> denied,
            InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.objection = objection;
        this.denied = denied;
        this.clock = clock;
    }

    /**
     * The mailbox of the address, if the caller may enter it. When this returns, the credential is used up.
     *
     * @throws MeshRefusedException 403
     */
    MeshMailbox admit(HttpServletRequest request, String mailboxId) {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        Optional<Credential> brought =
                headers.size() == 1 ? Credential.of(headers.get(0)) : Optional.<Credential>empty();
        if (brought.isEmpty()) {
            throw refuse(Optional.empty(), FailureCode.UNAUTHENTICATED, "Error reading from Authorization header");
        }
        Credential credential = brought.get();
        if (!credential.mailbox().equals(mailboxId)) {
            denied.accept(Optional.empty(), FailureCode.UNAUTHENTICATED);
            throw new MeshRefusedException(
                    MeshRefusal.of(ErrorCode.INVALID_FROM, "").as(403));
        }
        Optional<MeshMailbox> mailbox = settings.mailbox(mailboxId);
        boolean genuine = credential.isMadeWith(
                settings.sharedKey(), mailbox.map(MeshMailbox::password).orElse(""));
        if (mailbox.isEmpty() || !genuine) {
            throw refuse(Optional.empty(), FailureCode.UNAUTHENTICATED, "Invalid Authentication Token");
        }
        Optional<OdsCode> organisation = Optional.of(mailbox.get().organisation());
        Instant now = clock.instant();
        if (!credential.isTimely(now)) {
            throw refuse(
                    organisation,
                    FailureCode.TOKEN_EXPIRED,
                    "Invalid Authentication Token: its time is more than 2 hours from the server's");
        }
        Optional<FailureCode> objected = objection.apply(request, mailbox.get().organisation());
        if (objected.isPresent()) {
            throw refuse(
                    organisation,
                    objected.get(),
                    "This mailbox is closed to this connection: "
                            + objected.get().meaning());
        }
        boolean first =
                Commit.of(store.write(transaction -> transaction.mesh().use(credential.trace(), credential.expires())));
        if (!first) {
            throw refuse(
                    organisation, FailureCode.UNAUTHENTICATED, "Invalid Authentication Token: it has been used before");
        }
        return mailbox.get();
    }

    private MeshRefusedException refuse(Optional<OdsCode> organisation, FailureCode code, String text) {
        denied.accept(organisation, code);
        return new MeshRefusedException(MeshRefusal.forbidden(text));
    }
}
