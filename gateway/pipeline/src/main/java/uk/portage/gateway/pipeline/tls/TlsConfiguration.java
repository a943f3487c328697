package uk.portage.gateway.pipeline.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the keys of a listener are.
 *
 * @param keyStore a PKCS #12 file with the listener's key and certificate chain
 * @param passwordFile a file whose first line opens both stores
 * @param trustStore a PKCS #12 file with the authorities whose client certificates are accepted; if absent, clients are
 *     not asked for one
 * @param revocations a file of certificate revocation lists (RFC 5280 section 5), PEM or DER, of every authority that
 *     issues client certificates; if present, a certificate about which they say nothing is refused
 */
public record TlsConfiguration(
        Path keyStore, Path passwordFile, Optional<Path> trustStore, Optional<Path> revocations) {

    public TlsConfiguration {
        if (revocations.isPresent() && trustStore.isEmpty()) {
            throw new IllegalArgumentException("revocations are of client certificates: they need a trust store");
        }
    }

    /** One without revocation lists. */
    public TlsConfiguration(Path keyStore, Path passwordFile, Optional<Path> trustStore) {
        this(keyStore, passwordFile, trustStore, Optional.empty());
    }

    /**
     * The word that opens the stores, as it stands in its file now.
     *
     * @throws IOException if there is none
     */
    public String password() throws IOException {
        try (Stream<String> lines = Files.lines(passwordFile)) {
            return lines.findFirst().orElseThrow(() -> new IOException(passwordFile + " is empty"));
        }
    }

    /** Every file that, once changed, makes another identity. */
    List<Path> files() {
        return Stream.of(Stream.of(keyStore, passwordFile), trustStore.stream(), revocations.stream())
                .flatMap(files -> files)
                .toList();
    }
}
