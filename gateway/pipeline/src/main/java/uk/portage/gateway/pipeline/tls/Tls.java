package uk.portage.gateway.pipeline.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import uk.portage.gateway.pipeline.watch.WatchedFile;

/**
 * The server's side of TLS: 1.3, and 1.2 with ephemeral keys and authenticated ciphers (NCSC, Using TLS to protect
 * data). Changed files are in force for new connections within a second; files that have become wrong change nothing but
 * the log. Nothing is fetched: revocation is decided by the lists in a file alone. Safe for use by many threads.
 */
public final class Tls {

    /** The versions that are spoken, the best first. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** What is spoken, the best first: every one has forward secrecy and an authenticated cipher. */
    public static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final TlsConfiguration configuration;
    private final WatchedFile<SSLContext, IOException> context;

    private Tls(TlsConfiguration configuration, WatchedFile<SSLContext, IOException> context) {
        this.configuration = configuration;
        this.context = context;
    }

    /**
     * Reads the stores.
     *
     * @throws IOException if one of them cannot be used
     */
    public static Tls open(TlsConfiguration configuration) throws IOException {
        return new Tls(
                configuration,
                new WatchedFile<>(
                        WatchedFile.Watched.files("keys of " + configuration.keyStore(), configuration.files()),
                        () -> read(configuration),
                        IOException.class,
                        InstantSource.system()));
    }

    /** The identity and the trust that are in force now. Sessions of a former edition are not resumed. */
    public SSLContext context() {
        return context.content();
    }

    /** For one new connection. If there is a trust store, a client that brings no trusted certificate is refused. */
    public SSLEngine engine() {
        SSLEngine engine = context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS.toArray(String[]::new));
        parameters.setCipherSuites(CIPHER_SUITES.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNeedClientAuth(configuration.trustStore().isPresent());
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLContext read(TlsConfiguration configuration) throws IOException {
        char[] password = configuration.password().toCharArray();
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(configuration.keyStore(), password), password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust(configuration, password), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IOException(configuration.keyStore() + " or what belongs to it cannot be used (" + e + ")", e);
        }
    }

    private static TrustManager[] trust(TlsConfiguration configuration, char[] password)
            throws IOException, GeneralSecurityException {
        if (configuration.trustStore().isEmpty()) {
            // An empty list trusts nobody; null would mean the authorities that browsers trust.
            return new TrustManager[0];
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        KeyStore authorities = load(configuration.trustStore().get(), password);
        if (configuration.revocations().isEmpty()) {
            trust.init(authorities);
        } else {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(authorities, new X509CertSelector());
            parameters.addCertStore(CertStore.getInstance(
                    "Collection",
                    new CollectionCertStoreParameters(
                            revocations(configuration.revocations().get()))));
            parameters.setRevocationEnabled(true);
            trust.init(new CertPathTrustManagerParameters(parameters));
        }
        return trust.getTrustManagers();
    }

    private static Collection<CRL> revocations(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return new ArrayList<>(CertificateFactory.getInstance("X.509").generateCRLs(in));
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
