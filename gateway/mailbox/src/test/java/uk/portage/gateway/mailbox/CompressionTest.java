package uk.portage.gateway.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.TransferId;

/** Answers as they go over the wire. */
class CompressionTest {

    private static MailboxServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new MailboxServer(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"json,5", "xml,5"})
    void a_large_bundle_is_sent_in_a_fraction_of_its_bytes(String format, int times) throws Exception {
        TransferId transfer = large();
        HttpResponse<byte[]> plain = read(transfer, format, "identity");
        HttpResponse<byte[]> gzip = read(transfer, format, "gzip, deflate");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(gzip.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(gzip.headers().firstValue("Vary").orElseThrow()).contains("Accept-Encoding");
        assertThat(unzipped(gzip.body())).isEqualTo(plain.body());
        assertThat(gzip.body().length * times).isLessThan(plain.body().length);
    }

    @Test
    void both_codings_in_both_formats_have_tags_of_their_own_and_each_is_known_again() {
        TransferId transfer = large();
        List<String> tags = new ArrayList<>();
        for (String format : List.of("json", "xml")) {
            for (String coding : List.of("identity", "gzip")) {
                String tag = read(transfer, format, coding)
                        .headers()
                        .firstValue("ETag")
                        .orElseThrow();
                tags.add(tag);
                HttpResponse<byte[]> again = server.request("GET", "/fhir/Bundle/" + transfer + "?_format=" + format)
                        .header("Accept-Encoding", coding)
                        .header("If-None-Match", tag)
                        .send(BodyHandlers.ofByteArray());
                assertThat(again.statusCode()).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(again.headers().firstValue("ETag")).hasValue(tag);
            }
        }
        assertThat(tags).doesNotHaveDuplicates();
        // JSON is not XML, whatever the coding.
        assertThat(server.request("GET", "/fhir/Bundle/" + transfer + "?_format=xml")
                        .header("If-None-Match", tags.get(0))
                        .send()
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_small_bundle_is_not_worth_it() {
        TransferId transfer = server.offer(COUNCIL);
        assertThat(read(transfer, "json", "gzip").headers().firstValue("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void a_page_of_a_search_is_compressed_too() throws Exception {
        for (int i = 0; i < 20; i++) {
            server.offer(COUNCIL);
        }
        HttpResponse<byte[]> page = server.request("GET", "/fhir/Task?_count=20")
                .header("Accept-Encoding", "gzip")
                .send(BodyHandlers.ofByteArray());
        assertThat(page.headers().firstValue("Content-Encoding")).hasValue("gzip");
        Bundle bundle = MailboxServer.FHIR
                .newJsonParser()
                .parseResource(Bundle.class, new String(unzipped(page.body()), UTF_8));
        assertThat(bundle.getEntry()).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate, gzip;q=0.1", "GZIP", "x-gzip", "*", "identity;q=0.5, *;q=0.1"})
    void whoever_takes_gzip_gets_it(String header) {
        assertThat(Compression.accepts(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "gzip;q=0", "*, gzip;q=0", "*;q=0", "br, deflate"})
    void whoever_does_not_take_it_does_not(String header) {
        assertThat(Compression.accepts(header)).isFalse();
    }

    private static TransferId large() {
        TransferId transfer = server.offer(COUNCIL);
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.COLLECTION);
        for (int i = 0; i < 100; i++) {
            Patient patient = new Patient();
            patient.addName().setFamily("Testcase").addGiven("Number " + i);
            bundle.addEntry().setResource(patient);
        }
        byte[] bytes = MailboxServer.FHIR
                .newJsonParser()
                .encodeResourceToString(bundle)
                .getBytes(UTF_8);
        server.store()
                .write(transaction -> {
                    transaction.keepBundle(
                            transaction.mailboxItem(transfer).orElseThrow().submission(), bytes, Sha256.of(bytes));
                    return true;
                })
                .join();
        return transfer;
    }

    private static HttpResponse<byte[]> read(TransferId transfer, String format, String coding) {
        return server.request("GET", "/fhir/Bundle/" + transfer + "?_format=" + format)
                .header("Accept-Encoding", coding)
                .send(BodyHandlers.ofByteArray());
    }

    private static byte[] unzipped(byte[] bytes) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return gzip.readAllBytes();
        }
    }
}
