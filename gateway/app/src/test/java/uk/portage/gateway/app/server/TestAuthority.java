package uk.portage.gateway.app.server;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates and takes them back. */
final class TestAuthority {

    static final String PASSWORD = "only-for-this-test";

    private static final Duration DAY = Duration.ofDays(1);
    private static final AtomicInteger SERIALS = new AtomicInteger();

    /** A key and its certificate. */
    record Identity(PrivateKey key, X509Certificate certificate) {

        /** As a PKCS #12 store. */
        Path storeIn(Path file) throws IOException, GeneralSecurityException {
            KeyStore store = empty();
            store.setKeyEntry("key", key, PASSWORD.toCharArray(), new Certificate[] {certificate});
            return write(store, file);
        }
    }

    private final Identity identity;

    private TestAuthority(Identity identity) {
        this.identity = identity;
    }

    static TestAuthority named(String name) throws GeneralSecurityException {
        KeyPair keys = keys();
        Instant now = Instant.now();
        return new TestAuthority(new Identity(
                keys.getPrivate(),
                certificate(name, keys, name, keys.getPrivate(), now.minus(DAY), now.plus(DAY), true)));
    }

    X509Certificate certificate() {
        return identity.certificate();
    }

    Identity issue(String name) throws GeneralSecurityException {
        Instant now = Instant.now();
        return issue(name, now.minus(DAY), now.plus(DAY));
    }

    Identity expired(String name) throws GeneralSecurityException {
        Instant now = Instant.now();
        return issue(name, now.minus(DAY.multipliedBy(2)), now.minus(DAY));
    }

    Identity notYetValid(String name) throws GeneralSecurityException {
        Instant now = Instant.now();
        return issue(name, now.plus(DAY), now.plus(DAY.multipliedBy(2)));
    }

    private Identity issue(String name, Instant from, Instant until) throws GeneralSecurityException {
        KeyPair keys = keys();
        return new Identity(
                keys.getPrivate(),
                certificate(
                        name,
                        keys,
                        identity.certificate().getSubjectX500Principal().getName(),
                        identity.key(),
                        from,
                        until,
                        false));
    }

    /** What it has taken back, in a list that is good for a day. */
    void revoke(Collection<X509Certificate> revoked, Path file) throws IOException, GeneralSecurityException {
        revoke(revoked, Instant.now().plus(DAY), file);
    }

    /** @param until when there should be a newer list */
    void revoke(Collection<X509Certificate> revoked, Instant until, Path file)
            throws IOException, GeneralSecurityException {
        Instant now = Instant.now();
        try {
            JcaX509v2CRLBuilder list = new JcaX509v2CRLBuilder(
                    identity.certificate().getSubjectX500Principal(), Date.from(now.minus(DAY)));
            list.setNextUpdate(Date.from(until));
            for (X509Certificate one : revoked) {
                list.addCRLEntry(
                        one.getSerialNumber(), Date.from(now.minus(Duration.ofMinutes(1))), CRLReason.keyCompromise);
            }
            X509CRL signed = new JcaX509CRLConverter().getCRL(list.build(signer(identity.key())));
            Files.write(file, signed.getEncoded());
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** A store that trusts these authorities. */
    static Path trustStore(Path file, X509Certificate... authorities) throws IOException, GeneralSecurityException {
        return write(trusting(List.of(authorities)), file);
    }

    /** What a client of the newest version brings and whom it trusts. */
    static SSLContext client(Optional<Identity> identity, X509Certificate... authorities)
            throws IOException, GeneralSecurityException {
        return client("TLSv1.3", identity, authorities);
    }

    /** @param version the newest that the client speaks */
    static SSLContext client(String version, Optional<Identity> identity, X509Certificate... authorities)
            throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusting(List.of(authorities)));
        SSLContext context = SSLContext.getInstance(version);
        // Also what no authority asked for is brought, to see what becomes of it.
        context.init(
                identity.isPresent() ? new KeyManager[] {new Insistent(identity.get())} : null,
                trust.getTrustManagers(),
                null);
        return context;
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(
            String subject, KeyPair keys, String issuer, PrivateKey issuersKey, Instant from, Instant until, boolean ca)
            throws GeneralSecurityException {
        try {
            JcaX509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
                    new X500Name(issuer),
                    BigInteger.valueOf(SERIALS.incrementAndGet()),
                    Date.from(from),
                    Date.from(until),
                    new X500Name(subject),
                    keys.getPublic());
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
            if (!ca) {
                certificate.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            }
            return new JcaX509CertificateConverter().getCertificate(certificate.build(signer(issuersKey)));
        } catch (OperatorCreationException | CertIOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(key);
    }

    private static KeyStore trusting(List<X509Certificate> authorities) throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("authority" + store.size(), authority);
        }
        return store;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Path write(KeyStore store, Path file) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }
}
