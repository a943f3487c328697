package uk.portage.gateway.app.server;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import uk.portage.gateway.app.configuration.Token;
import uk.portage.gateway.pipeline.amqp.Logins;
import uk.portage.gateway.pipeline.tls.ClientCertificate;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;

/** Destinations log in with the tokens they call with; a refused one is noted like a refused call. */
final class TokenLogins implements Logins {

    private final TokenBook tokens;
    private final Predicate<OdsCode> suspended;
    private final Certificates certificates;
    private final Denials denials;
    private final InstantSource clock;

    TokenLogins(
            TokenBook tokens,
            Predicate<OdsCode> suspended,
            Certificates certificates,
            Denials denials,
            InstantSource clock) {
        this.tokens = tokens;
        this.suspended = suspended;
        this.certificates = certificates;
        this.denials = denials;
        this.clock = clock;
    }

    @Override
    public boolean admits(OdsCode destination, String secret, Optional<ClientCertificate> certificate) {
        Optional<Token> token = tokens.find(secret)
                .filter(found -> found.caller().equals(new Caller(destination, Caller.Role.DESTINATION)));
        if (token.isEmpty()) {
            denials.note(Optional.empty(), Denial.UNKNOWN.code());
            return false;
        }
        if (token.get().isExpired(clock.instant())) {
            denials.note(Optional.of(destination), Denial.EXPIRED.code());
            return false;
        }
        if (certificate.isPresent() && !certificates.holderOf(certificate.get()).equals(Optional.of(destination))) {
            certificates.refused(certificate.get());
            return false;
        }
        if (suspended.test(destination)) {
            denials.note(Optional.of(destination), Denial.SUSPENDED.code());
            return false;
        }
        return true;
    }
}
