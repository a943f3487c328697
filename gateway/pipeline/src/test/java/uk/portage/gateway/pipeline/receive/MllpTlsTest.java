package uk.portage.gateway.pipeline.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.pipeline.receive.MllpConfiguration.Limits;
import uk.portage.gateway.pipeline.tls.CertificateHolders;
import uk.portage.gateway.pipeline.tls.ClientCertificate;
import uk.portage.gateway.pipeline.tls.TlsConfiguration;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.transfer.OdsCode;

@Timeout(240)
class MllpTlsTest {

    private static final String PASSWORD = "only-for-this-test";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final OdsCode YORK = new OdsCode("RCB");
    private static final OdsCode LEEDS = new OdsCode("RR8");
    private static final OdsCode ELSEWHERE = new OdsCode("RX1");

    @TempDir
    Path directory;

    private final Map<String, OdsCode> bound = new ConcurrentHashMap<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    private Path passwordFile;
    private Store store;
    private CamelContext camel;

    @BeforeEach
    void start() throws Exception {
        passwordFile = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        store = SqlStore.open(new StoreConfiguration.Sqlite(directory.resolve("portage.db")), Clock.systemUTC());
        camel = new DefaultCamelContext();
        camel.start();
    }

    @AfterEach
    void stop() throws Exception {
        camel.close();
        store.close();
    }

    @Test
    void a_listener_with_a_certificate_takes_documents_over_TLS_only() throws Exception {
        Path server = selfSigned("server");
        try (MllpChannel channel = listen(new TlsConfiguration(server, passwordFile, Optional.empty()))) {
            try (MllpClient client =
                    MllpClient.connect("127.0.0.1", channel.port(), PATIENCE, context(Optional.empty(), server))) {
                assertThat(send(client, "1")).startsWith("AA|1|");
                client.write(message("2"));
                client.write(message("3"));
                assertThat(new String(client.read(), StandardCharsets.UTF_8)).startsWith("AA|2|");
                assertThat(new String(client.read(), StandardCharsets.UTF_8)).startsWith("AA|3|");
                client.writeUnframed(new byte[] {0x0b});
                client.writeUnframed(message("big"));
                client.writeUnframed(new byte[20_000]);
                assertThat(new String(client.read(), StandardCharsets.UTF_8)).isEqualTo("AR|big|OVERSIZED");
            }
            try (MllpClient plain = MllpClient.connect("127.0.0.1", channel.port(), PATIENCE)) {
                assertThatThrownBy(() -> send(plain, "4")).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void a_listener_with_a_trust_store_refuses_clients_without_a_certificate() throws Exception {
        Path server = selfSigned("server");
        Path known = selfSigned("known");
        Path stranger = selfSigned("stranger");
        bound.put("CN=known", YORK);
        try (MllpChannel channel = listen(new TlsConfiguration(server, passwordFile, Optional.of(known)))) {
            try (MllpClient client =
                    MllpClient.connect("127.0.0.1", channel.port(), PATIENCE, context(Optional.of(known), server))) {
                assertThat(send(client, "1")).startsWith("AA|1|");
            }
            for (Optional<Path> identity : List.of(Optional.<Path>empty(), Optional.of(stranger))) {
                assertThatThrownBy(() -> {
                            try (MllpClient client = MllpClient.connect(
                                    "127.0.0.1", channel.port(), PATIENCE, context(identity, server))) {
                                send(client, "2");
                            }
                        })
                        .isInstanceOf(IOException.class);
            }
        }
        assertThat(store.ledger().entriesAfter(0, 10)).hasSize(1);
    }

    @Test
    void a_certificate_speaks_for_its_organisation_alone_and_only_as_long_as_it_is_bound_to_it() throws Exception {
        Path server = selfSigned("server");
        Path known = selfSigned("known");
        try (MllpChannel channel = listen(new TlsConfiguration(server, passwordFile, Optional.of(known)))) {
            bound.put("CN=known", YORK);
            try (MllpClient client =
                    MllpClient.connect("127.0.0.1", channel.port(), PATIENCE, context(Optional.of(known), server))) {
                assertThat(send(client, "1")).startsWith("AA|1|");
                String leeds = new String(message("2"), StandardCharsets.UTF_8).replace("YORK", "LEEDS");
                assertThat(new String(client.send(leeds.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
                        .isEqualTo("AR|2|WRONG_SENDER");
                assertThat(send(client, "3")).startsWith("AA|3|");
                bound.clear();
                assertThatThrownBy(() -> send(client, "4")).isInstanceOf(IOException.class);
            }
            bound.put("CN=known", ELSEWHERE);
            assertThatThrownBy(() -> {
                        try (MllpClient client = MllpClient.connect(
                                "127.0.0.1", channel.port(), PATIENCE, context(Optional.of(known), server))) {
                            send(client, "5");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(refused).containsExactly("CN=known", "CN=known");
        assertThat(store.ledger().entriesAfter(0, 10))
                .extracting(entry -> entry.content().kind())
                .containsExactly(EntryKind.RECEIVED, EntryKind.REFUSED, EntryKind.RECEIVED);
    }

    @Test
    void changed_keys_are_in_force_for_the_next_connection_and_spoilt_ones_change_nothing() throws Exception {
        Path first = selfSigned("first");
        Path second = selfSigned("second");
        Path used = Files.copy(first, directory.resolve("used.p12"));
        try (MllpChannel channel = listen(new TlsConfiguration(used, passwordFile, Optional.empty()));
                MllpClient before =
                        MllpClient.connect("127.0.0.1", channel.port(), PATIENCE, context(Optional.empty(), first))) {
            assertThat(send(before, "1")).startsWith("AA|1|");
            Files.writeString(used, "spoilt");
            Thread.sleep(1_100);
            try (MllpClient client =
                    MllpClient.connect("127.0.0.1", channel.port(), PATIENCE, context(Optional.empty(), first))) {
                assertThat(send(client, "2")).startsWith("AA|2|");
            }
            Files.copy(second, used, StandardCopyOption.REPLACE_EXISTING);
            Thread.sleep(1_100);
            try (MllpClient client =
                    MllpClient.connect("127.0.0.1", channel.port(), PATIENCE, context(Optional.empty(), second))) {
                assertThat(send(client, "3")).startsWith("AA|3|");
            }
            assertThat(send(before, "4")).startsWith("AA|4|");
        }
    }

    /** Whoever is bound at the moment. */
    private final class Clients implements CertificateHolders {
        @Override
        public Optional<OdsCode> holderOf(ClientCertificate certificate) {
            return Optional.ofNullable(bound.get(certificate.subject()));
        }

        @Override
        public void refused(ClientCertificate certificate) {
            refused.add(certificate.subject());
        }
    }

    private MllpChannel listen(TlsConfiguration tls) throws IOException {
        ChannelConfiguration channel = new ChannelConfiguration("mllps", "toy", Map.of("YORK", YORK, "LEEDS", LEEDS));
        Intake intake = new Intake(
                store,
                List.of(new ToyAdapter()),
                new byte[32],
                Map.of(),
                Quota.NONE,
                organisation -> false,
                Rates.DEFAULT,
                new SimpleMeterRegistry(),
                InstantSource.system());
        return MllpChannel.start(
                camel,
                new MllpConfiguration(
                        channel, "0.0.0.0", 0, Limits.DEFAULT.withMaxFrameBytes(10_000), Optional.of(tls), false),
                new Clients(),
                intake);
    }

    private static String send(MllpClient client, String id) throws IOException {
        return new String(client.send(message(id)), StandardCharsets.UTF_8);
    }

    private static byte[] message(String id) {
        return ("MSH|^~\\&|PAS|YORK||COUNCIL|||ADT^A01|" + id + "\r").getBytes(StandardCharsets.UTF_8);
    }

    private Path selfSigned(String name) throws Exception {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass:file",
                        passwordFile.toString())
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        // Its own certificate, as an authority that can be trusted.
        KeyStore whole = load(store);
        KeyStore.TrustedCertificateEntry certificate = new KeyStore.TrustedCertificateEntry(whole.getCertificate(name));
        whole.setEntry(name + "-authority", certificate, null);
        try (var out = Files.newOutputStream(store)) {
            whole.store(out, PASSWORD.toCharArray());
        }
        return store;
    }

    private static SSLContext context(Optional<Path> identity, Path trusted) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(trusted));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        if (identity.isPresent()) {
            keys.init(load(identity.get()), PASSWORD.toCharArray());
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.isPresent() ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}
