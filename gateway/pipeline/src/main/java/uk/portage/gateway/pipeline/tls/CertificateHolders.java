package uk.portage.gateway.pipeline.tls;

import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;

/** Says whose client certificates are. That an authority is trusted is not enough: it issues to many organisations. */
public interface CertificateHolders {

    /** No certificate is anybody's: a listener that asks for one lets nobody in. */
    CertificateHolders NONE = new CertificateHolders() {
        @Override
        public Optional<OdsCode> holderOf(ClientCertificate certificate) {
            return Optional.empty();
        }

        @Override
        public void refused(ClientCertificate certificate) {
            // The connection is closed, which is all there is to do.
        }
    };

    /** The organisation that a certificate is bound to, empty if to none or if it is not valid now. */
    Optional<OdsCode> holderOf(ClientCertificate certificate);

    /** Hears that a connection was refused because of its certificate, which is bound to nobody who may use it. */
    void refused(ClientCertificate certificate);
}
