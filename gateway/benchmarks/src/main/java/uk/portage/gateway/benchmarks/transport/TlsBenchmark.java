package uk.portage.gateway.benchmarks.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import uk.portage.gateway.pipeline.tls.Tls;
import uk.portage.gateway.pipeline.tls.TlsConfiguration;

/**
 * A sender and a listener in one thread, over memory: what both do together, which is the same for both but for who
 * begins. So the listener's share is about half.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TlsBenchmark {

    private static final String PASSWORD = "only-for-this-figure";
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Bytes of a message, whose acknowledgement has 200. */
    @Param({"2048", "20480"})
    public int size;

    private Tls tls;
    private SSLContext client;
    private SSLEngine sender;
    private SSLEngine listener;
    private ByteBuffer message = NOTHING;
    private final ByteBuffer acknowledgement = ByteBuffer.allocate(200);
    private final ByteBuffer wire = ByteBuffer.allocate(64 * 1024);
    private final ByteBuffer back = ByteBuffer.allocate(64 * 1024);
    private final ByteBuffer read = ByteBuffer.allocate(64 * 1024);

    @Setup
    public void prepare() throws IOException, GeneralSecurityException, InterruptedException {
        Path folder = Files.createTempDirectory("portage-tls");
        Path store = keys(folder.resolve("keys.p12"));
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        tls = Tls.open(new TlsConfiguration(store, password, Optional.of(store)));
        client = client(store);
        message = ByteBuffer.allocate(size);
        sender = client.createSSLEngine();
        listener = tls.engine();
        connect();
    }

    /** A self-signed certificate that both sides have and trust. */
    private static Path keys(Path store) throws IOException, InterruptedException, GeneralSecurityException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=figures",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool made no keys");
        }
        KeyStore whole = load(store);
        whole.setEntry("authority", new KeyStore.TrustedCertificateEntry(whole.getCertificate("key")), null);
        try (var out = Files.newOutputStream(store)) {
            whole.store(out, PASSWORD.toCharArray());
        }
        return store;
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static SSLContext client(Path store) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(store), PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(load(store));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private void connect() throws SSLException {
        sender = client.createSSLEngine();
        sender.setUseClientMode(true);
        listener = tls.engine();
        wire.clear().limit(0);
        back.clear().limit(0);
        sender.beginHandshake();
        listener.beginHandshake();
        while (isUnderWay(sender) || isUnderWay(listener)) {
            step(sender, back, wire);
            step(listener, wire, back);
        }
        // What is said after the handshake: tickets, which nobody uses here.
        step(sender, back, wire);
    }

    private static boolean isUnderWay(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    /** Reads what there is, as far as it may, and writes what there is to say. */
    private void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        while (in.hasRemaining() && engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
            read.clear();
            engine.unwrap(in, read);
            tasks(engine);
        }
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            out.compact();
            engine.wrap(NOTHING.duplicate(), out);
            out.flip();
            tasks(engine);
        }
    }

    private static void tasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** A message and its acknowledgement, on a connection that stays. */
    @Benchmark
    public int messageAndAcknowledgement() throws SSLException {
        return carry(sender, listener, message) + carry(listener, sender, acknowledgement);
    }

    private int carry(SSLEngine from, SSLEngine to, ByteBuffer text) throws SSLException {
        ByteBuffer source = text.duplicate();
        source.clear();
        int records = 0;
        while (source.hasRemaining()) {
            wire.clear();
            from.wrap(source, wire);
            wire.flip();
            while (wire.hasRemaining()) {
                read.clear();
                to.unwrap(wire, read);
            }
            records++;
        }
        return records;
    }

    /** A new connection with a certificate on each side: nothing is resumed. */
    @Benchmark
    public SSLEngine connection() throws SSLException {
        connect();
        return listener;
    }
}
