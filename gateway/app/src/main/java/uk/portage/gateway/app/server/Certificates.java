package uk.portage.gateway.app.server;

import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.pipeline.tls.CertificateBook;
import uk.portage.gateway.pipeline.tls.CertificateHolders;
import uk.portage.gateway.pipeline.tls.ClientCertificate;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;

/** Whose client certificates are, on every listener, and who must bring one to the listener of HTTP. */
final class Certificates implements CertificateHolders {

    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

    /** Under which name Tomcat leaves the chain that a client has proved to hold (Jakarta Servlet section 3.10). */
    private static final String CHAIN = "jakarta.servlet.request.X509Certificate";

    private static final int MOST_NAMED = 1_000;

    private final Supplier<CertificateBook> book;
    private final boolean asked;
    private final boolean required;
    private final Denials denials;
    private final InstantSource clock;
    private final Set<Sha256> named = ConcurrentHashMap.newKeySet();

    /**
     * @param book what is bound now
     * @param asked whether the listener of HTTP asks for certificates
     * @param required whether machines that are bound to no certificate are refused there
     */
    Certificates(
            Supplier<CertificateBook> book, boolean asked, boolean required, Denials denials, InstantSource clock) {
        this.book = book;
        this.asked = asked;
        this.required = required;
        this.denials = denials;
        this.clock = clock;
    }

    @Override
    public Optional<OdsCode> holderOf(ClientCertificate certificate) {
        return certificate.isValidAt(clock.instant()) ? book.get().holderOf(certificate) : Optional.empty();
    }

    @Override
    public void refused(ClientCertificate certificate) {
        denials.note(book.get().holderOf(certificate), FailureCode.WRONG_CERTIFICATE);
        if (named.size() < MOST_NAMED && named.add(certificate.fingerprint())) {
            LOG.warn(
                    "A client's certificate was refused: it has expired, or is not bound to an organisation that may use"
                            + " the listener. Subject {}, {}, valid until {}",
                    certificate.subject(),
                    CertificateBook.nameOf(certificate.fingerprint()),
                    certificate.notAfter());
        }
    }

    /**
     * Whether a request may be this organisation's. A certificate that comes must be its own. One must come from who has
     * one bound to it, or from everybody if the operator says so.
     *
     * @param machine true for those who push and collect; people's browsers need no certificate
     */
    boolean admits(HttpServletRequest request, OdsCode organisation, boolean machine) {
        if (!asked) {
            return true;
        }
        Optional<ClientCertificate> certificate = certificateOf(request);
        if (certificate.isEmpty()) {
            return !machine || !(required || book.get().binds(organisation));
        }
        return holderOf(certificate.get()).equals(Optional.of(organisation));
    }

    private static Optional<ClientCertificate> certificateOf(HttpServletRequest request) {
        return request.getAttribute(CHAIN) instanceof X509Certificate[] chain && chain.length > 0
                ? Optional.of(ClientCertificate.of(chain[0]))
                : Optional.empty();
    }
}
