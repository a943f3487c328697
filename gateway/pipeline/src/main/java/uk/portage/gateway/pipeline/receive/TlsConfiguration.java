package uk.portage.gateway.pipeline.receive;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * The TLS side of a listener: TLS 1.2 and 1.3 only.
 *
 * @param keyStore a PKCS #12 file with the listener's key and certificate chain
 * @param passwordFile a file whose first line opens both stores
 * @param trustStore a PKCS #12 file with the authorities whose client certificates are accepted; if present, a client
 *     without such a certificate is refused
 */
public record TlsConfiguration(Path keyStore, Path passwordFile, Optional<Path> trustStore) {

    /** Reads the stores. */
    SslContext serverContext() throws IOException {
        try (var lines = Files.lines(passwordFile)) {
            char[] password = lines.findFirst()
                    .orElseThrow(() -> new IOException(passwordFile + " is empty"))
                    .toCharArray();
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(keyStore, password), password);
            SslContextBuilder context = SslContextBuilder.forServer(keys)
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2");
            if (trustStore.isPresent()) {
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(load(trustStore.get(), password));
                context.trustManager(trust).clientAuth(ClientAuth.REQUIRE);
            }
            return context.build();
        } catch (GeneralSecurityException e) {
            throw new IOException("the TLS stores of a listener cannot be used", e);
        }
    }

    private static KeyStore load(Path file, char[] password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        return store;
    }
}
