package uk.portage.gateway.mailbox.exchange;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHeaders;
import org.apache.http.HttpRequestInterceptor;
import org.apache.http.HttpResponseInterceptor;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClientBuilder;
import org.apache.http.impl.client.HttpClients;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to one organisation's servers. They go to the addresses they are given and nowhere else: no redirect is
 * followed, no proxy, cookie or stored password is used. Answers are limited in size and in time as a whole.
 */
public final class Transport {

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);
    private static final long LONGEST_ANSWER = 8L * 1024 * 1024;

    private final Optional<Path> trusted;
    private final Duration timeLimit;
    private final long longestAnswer;
    private Optional<CloseableHttpClient> open = Optional.empty();
    private int opened;

    /** @param trusted PEM certificates; without them, those of the Java machine */
    public Transport(Optional<Path> trusted, Duration timeLimit) {
        this(trusted, timeLimit, LONGEST_ANSWER);
    }

    /** @param longestAnswer bytes of one answer */
    public Transport(Optional<Path> trusted, Duration timeLimit, long longestAnswer) {
        this.trusted = trusted;
        this.timeLimit = timeLimit;
        this.longestAnswer = longestAnswer;
    }

    /**
     * The client, made anew after it was broken off.
     *
     * @throws UnreachableException if the certificates cannot be read
     */
    public synchronized CloseableHttpClient client() throws UnreachableException {
        if (open.isEmpty()) {
            open = Optional.of(connect());
            opened++;
        }
        return open.get();
    }

    /** Grows whenever the client is made anew. */
    public synchronized int generation() {
        return opened;
    }

    /** Runs an exchange and breaks it off when its time is over: it then ends with some failure of a connection. */
    public <T> T limited(Supplier<T> exchange) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        var unused = end.orTimeout(timeLimit.toMillis(), TimeUnit.MILLISECONDS).whenComplete((none, late) -> {
            if (late instanceof TimeoutException) {
                abort();
            }
        });
        try {
            return exchange.get();
        } finally {
            end.complete(null);
        }
    }

    public synchronized void abort() {
        open.ifPresent(client -> {
            try {
                client.close();
            } catch (IOException e) {
                LOG.debug("a connection did not close in order", e);
            }
        });
        open = Optional.empty();
    }

    private CloseableHttpClient connect() throws UnreachableException {
        int milliseconds = Math.toIntExact(timeLimit.toMillis());
        HttpClientBuilder client = HttpClients.custom()
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(milliseconds)
                        .setSocketTimeout(milliseconds)
                        .setConnectionRequestTimeout(milliseconds)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setConnectionTimeToLive(1, TimeUnit.MINUTES)
                // A few compressed bytes may become gigabytes.
                .addInterceptorLast((HttpRequestInterceptor)
                        (request, context) -> request.removeHeaders(HttpHeaders.ACCEPT_ENCODING))
                .addInterceptorLast((HttpResponseInterceptor) (response, context) -> {
                    if (response.getEntity() != null) {
                        response.setEntity(new LimitedEntity(response.getEntity(), longestAnswer));
                    }
                });
        trusted().ifPresent(client::setSSLContext);
        return client.build();
    }

    private Optional<SSLContext> trusted() throws UnreachableException {
        if (trusted.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream file = Files.newInputStream(trusted.get())) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return Optional.of(context);
        } catch (IOException | GeneralSecurityException e) {
            throw new UnreachableException("cannot read the certificates in " + trusted.get());
        }
    }

    private static final class LimitedEntity extends HttpEntityWrapper {

        private final long longest;

        LimitedEntity(HttpEntity entity, long longest) {
            super(entity);
            this.longest = longest;
        }

        @Override
        public InputStream getContent() throws IOException {
            return new LimitedStream(super.getContent(), longest);
        }
    }

    private static final class LimitedStream extends FilterInputStream {

        private long left;

        LimitedStream(InputStream stream, long longest) {
            super(stream);
            this.left = longest;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count(read);
            return read;
        }

        private void count(int read) throws IOException {
            left -= Math.max(0, read);
            if (left < 0) {
                throw new AnswerTooLongException();
            }
        }
    }
}
