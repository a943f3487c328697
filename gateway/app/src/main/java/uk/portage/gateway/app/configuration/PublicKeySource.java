package uk.portage.gateway.app.configuration;

import java.net.URI;
import java.nio.file.Path;

/** Where somebody's public keys are: a JWK Set (RFC 7517). */
public sealed interface PublicKeySource {

    record InFile(Path file) implements PublicKeySource {}

    /** @param address by https on a host that the operator allows; by http on this machine only */
    record AtAddress(URI address) implements PublicKeySource {}
}
