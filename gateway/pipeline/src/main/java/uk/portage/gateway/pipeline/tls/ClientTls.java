package uk.portage.gateway.pipeline.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The client's side of TLS. */
public final class ClientTls {

    private ClientTls() {}

    /**
     * Whom a client trusts and who it is.
     *
     * @param trusted a file of PEM certificates that the server's must lead to; without it, the Java machine's own
     * @param keyStore a PKCS #12 file with the client's key and certificate chain; without it, it brings none
     * @param password that opens the key store
     * @throws IOException if one of the files cannot be used, with which one
     */
    public static SSLContext context(Optional<Path> trusted, Optional<Path> keyStore, String password)
            throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted.isPresent() ? authorities(trusted.get()) : null);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keyStore.isPresent() ? keys(keyStore.get(), password.toCharArray()) : new KeyManager[0],
                    trust.getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java machine does not speak TLS", e);
        }
    }

    private static KeyStore authorities(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IOException(file + " has no certificates");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("trusted-" + store.size(), certificate);
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is not a file of PEM certificates", e);
        }
    }

    private static KeyManager[] keys(Path file, char[] password) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            return keys.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IOException(file + " is not a PKCS #12 file that the password opens", e);
        }
    }
}
