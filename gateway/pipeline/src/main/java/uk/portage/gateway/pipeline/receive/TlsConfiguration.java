package uk.portage.gateway.pipeline.receive;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The TLS side of a listener: TLS 1.2 and 1.3 only.
 *
 * @param keyStore a PKCS #12 file with the listener's key and certificate chain
 * @param passwordFile a file whose first line opens both stores
 * @param trustStore a PKCS #12 file with the authorities whose client certificates are accepted; if present, a client
 *     without such a certificate is refused
 */
public record TlsConfiguration(Path keyStore, Path passwordFile, Optional<Path> trustStore) {}
