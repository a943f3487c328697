package uk.portage.gateway.app.server;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLContext;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfig.CertificateVerification;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import uk.portage.gateway.pipeline.tls.Tls;

/** Makes the listener of HTTP speak TLS as the others do, with keys that may change while it runs. */
final class TlsConnector implements TomcatConnectorCustomizer {

    private final Tls tls;
    private final boolean asksForCertificates;

    TlsConnector(Tls tls, boolean asksForCertificates) {
        this.tls = tls;
        this.asksForCertificates = asksForCertificates;
    }

    @Override
    public void customize(Connector connector) {
        if (!(connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol)) {
            throw new IllegalStateException("the web server does not speak HTTP/1.1");
        }
        SSLHostConfig host = new SSLHostConfig();
        host.setProtocols("all");
        Tls.PROTOCOLS.forEach(version -> host.getProtocols().add(version));
        host.getProtocols().retainAll(Tls.PROTOCOLS);
        host.setCiphers(String.join(":", Tls.CIPHER_SUITES));
        host.setHonorCipherOrder(true);
        // Who must bring one is decided when it is known who calls; what is brought must be trusted in any case.
        host.setCertificateVerification(
                (asksForCertificates ? CertificateVerification.OPTIONAL : CertificateVerification.NONE).name());
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setSslContext(new Current(tls));
        host.addCertificate(certificate);
        connector.setScheme("https");
        connector.setSecure(true);
        protocol.setSSLEnabled(true);
        protocol.addSslHostConfig(host);
    }

    /** For each connection the keys that are in force when it begins. */
    private record Current(Tls tls) implements SSLContext {

        @Override
        public void init(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
            // It is made ready by who opened it.
        }

        @Override
        public void destroy() {
            // There is nothing to give back.
        }

        @Override
        public SSLSessionContext getServerSessionContext() {
            return tls.context().getServerSessionContext();
        }

        @Override
        public SSLEngine createSSLEngine() {
            return tls.context().createSSLEngine();
        }

        @Override
        public SSLServerSocketFactory getServerSocketFactory() {
            return tls.context().getServerSocketFactory();
        }

        @Override
        public SSLParameters getSupportedSSLParameters() {
            return tls.context().getSupportedSSLParameters();
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[0];
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
