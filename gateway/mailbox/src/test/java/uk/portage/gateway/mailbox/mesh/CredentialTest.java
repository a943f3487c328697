package uk.portage.gateway.mailbox.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.mesh.MeshServer.NORTH;
import static uk.portage.gateway.mailbox.mesh.MeshServer.NORTH_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.SHARED_KEY;
import static uk.portage.gateway.mailbox.mesh.MeshServer.SOUTH_BOX;
import static uk.portage.gateway.mailbox.mesh.MeshServer.credential;
import static uk.portage.gateway.mailbox.mesh.MeshServer.password;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.mailbox.mesh.MeshServer.Reply;

class CredentialTest {

    @TempDir
    private static Path folder;

    private static MeshServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new MeshServer(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void empty() {
        server.empty();
    }

    private Reply list(String credential) {
        return server.call(NORTH_BOX, "GET", "/inbox")
                .header("Authorization", credential)
                .send();
    }

    private String good(Instant at) {
        return credential(NORTH_BOX, password(NORTH_BOX), SHARED_KEY, at);
    }

    @Test
    void a_credential_is_good_for_one_request_even_after_a_restart() throws Exception {
        String credential = good(server.clock.instant());
        assertThat(list(credential).status()).isEqualTo(200);
        assertThat(list(credential).status()).isEqualTo(403);
        server.close();
        server = new MeshServer(folder);
        assertThat(list(credential).status()).isEqualTo(403);
        assertThat(server.denials).containsExactly(FailureCode.UNAUTHENTICATED);
        assertThat(server.deniedOrganisations)
                .as("whoever repeats a good credential is known")
                .containsExactly(NORTH);
    }

    @Test
    void a_nonce_may_be_used_again_with_another_count() {
        String nonce = UUID.randomUUID().toString();
        for (int count = 0; count < 3; count++) {
            assertThat(list(credential(
                                    NORTH_BOX, password(NORTH_BOX), SHARED_KEY, server.clock.instant(), nonce, count))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void of_many_requests_with_one_credential_at_the_same_time_one_is_let_in() throws Exception {
        String credential = good(server.clock.instant());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Integer> ask = () -> list(credential).status();
            int let = 0;
            for (Future<Integer> status : threads.invokeAll(List.of(ask, ask, ask, ask, ask, ask, ask, ask))) {
                let += status.get() == 200 ? 1 : 0;
            }
            assertThat(let).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-119, 0, 119})
    void a_time_within_two_hours_of_ours_is_taken(long minutes) {
        assertThat(list(good(server.clock.instant().plus(Duration.ofMinutes(minutes))))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(longs = {-122, 122, -60 * 24 * 365})
    void a_time_further_from_ours_is_refused(long minutes) {
        assertThat(list(good(server.clock.instant().plus(Duration.ofMinutes(minutes))))
                        .status())
                .isEqualTo(403);
        assertThat(server.denials).containsExactly(FailureCode.TOKEN_EXPIRED);
    }

    @Test
    void another_password_another_key_another_mailbox_and_a_changed_hash_are_refused() {
        Instant now = server.clock.instant();
        String good = good(now);
        List<String> bad = List.of(
                credential(NORTH_BOX, password(SOUTH_BOX), SHARED_KEY, now),
                credential(NORTH_BOX, password(NORTH_BOX), "another shared key", now),
                credential(SOUTH_BOX, password(SOUTH_BOX), SHARED_KEY, now),
                good.substring(0, good.length() - 1) + (good.endsWith("0") ? "1" : "0"),
                good.replace("NHSMESH ", "NHSMESH"),
                good.replace("NHSMESH ", "Bearer "),
                good + ":more",
                good.replace(NORTH_BOX, "900hc001"),
                "NHSMESH ");
        for (String credential : bad) {
            assertThat(list(credential).status()).as(credential).isEqualTo(403);
        }
        assertThat(server.deniedOrganisations)
                .as("whoever brings none is nobody we know")
                .isEmpty();
        assertThat(list(good).status()).isEqualTo(200);
    }

    @Test
    void an_unknown_mailbox_and_the_gateways_own_are_entered_by_nobody() {
        for (String mailbox : List.of("NOBODY01", MeshServer.GATEWAY_BOX)) {
            Reply reply = server.call(mailbox, "GET", "/inbox")
                    .header("Authorization", credential(mailbox, "", SHARED_KEY, server.clock.instant()))
                    .send();
            assertThat(reply.status()).isEqualTo(403);
        }
    }

    @Test
    void the_address_may_have_small_letters() {
        Reply reply = server.call("900hc001", "GET", "/inbox")
                .header("Authorization", good(server.clock.instant()))
                .send();
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    void used_credentials_are_forgotten_when_time_alone_refuses_them() {
        String credential = good(server.clock.instant());
        list(credential);
        server.clock.move(Duration.ofHours(5));
        server.rounds().go();
        assertThat(server.store()
                        .write(transaction -> transaction
                                .mesh()
                                .use(Credential.of(credential).orElseThrow().trace(), server.clock.instant()))
                        .join())
                .as("it is not remembered any more")
                .isTrue();
        assertThat(list(credential).status()).isEqualTo(403);
    }
}
