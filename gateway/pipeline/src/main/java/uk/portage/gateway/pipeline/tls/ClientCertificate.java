package uk.portage.gateway.pipeline.tls;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.security.auth.x500.X500Principal;
import uk.portage.gateway.transfer.Sha256;

/**
 * What is to be known of a certificate that a client has proved to hold.
 *
 * @param subject its distinguished name (RFC 4514)
 * @param fingerprint of its DER form
 * @param notBefore and {@code notAfter} between which it is valid (RFC 5280 section 4.1.2.5)
 */
public record ClientCertificate(String subject, Sha256 fingerprint, Instant notBefore, Instant notAfter) {

    /** @throws IllegalArgumentException if it has no DER form, which no certificate from a handshake lacks */
    public static ClientCertificate of(X509Certificate certificate) {
        try {
            return new ClientCertificate(
                    certificate.getSubjectX500Principal().getName(X500Principal.RFC2253),
                    Sha256.of(certificate.getEncoded()),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate without a DER form", e);
        }
    }

    /**
     * Whether it is within its time. The handshake has looked too, but not at one that is trusted itself rather than its
     * authority, and a connection may outlive its certificate.
     */
    public boolean isValidAt(Instant instant) {
        return !instant.isBefore(notBefore) && !instant.isAfter(notAfter);
    }
}
