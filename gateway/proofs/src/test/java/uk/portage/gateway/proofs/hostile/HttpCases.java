package uk.portage.gateway.proofs.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import uk.portage.gateway.proofs.hostile.HostileCase.Heard;

/** Requests that are too large, too slow or too many for a file. */
final class HttpCases {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final String TOO_LARGE = "400 | 431 | closed";

    private HttpCases() {}

    static Stream<HostileCase> all() {
        return Stream.of(
                of(
                        "a-hundred-thousand-headers",
                        TOO_LARGE,
                        world -> raw(
                                world,
                                "GET /fhir/metadata HTTP/1.1\r\nHost: a\r\n" + many(100_000, n -> "x" + n + ": y\r\n")
                                        + "\r\n")),
                of(
                        "a-thousand-headers",
                        TOO_LARGE,
                        world -> raw(
                                world,
                                "GET /fhir/metadata HTTP/1.1\r\nHost: a\r\n" + many(1_000, n -> "x" + n + ": y\r\n")
                                        + "\r\n")),
                of(
                        "header-of-a-megabyte",
                        TOO_LARGE,
                        world -> raw(
                                world,
                                "GET /fhir/metadata HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(MEBIBYTE) + "\r\n\r\n")),
                of(
                        "header-name-of-a-megabyte",
                        TOO_LARGE,
                        world -> raw(
                                world,
                                "GET /fhir/metadata HTTP/1.1\r\nHost: a\r\n" + "x".repeat(MEBIBYTE) + ": y\r\n\r\n")),
                of(
                        "address-of-a-megabyte",
                        TOO_LARGE + " | 414",
                        world -> raw(world, "GET /fhir/" + "x".repeat(MEBIBYTE) + " HTTP/1.1\r\nHost: a\r\n\r\n")),
                of(
                        "query-of-a-megabyte",
                        TOO_LARGE + " | 414",
                        world -> raw(
                                world, "GET /fhir/Task?_id=" + "x".repeat(MEBIBYTE) + " HTTP/1.1\r\nHost: a\r\n\r\n")),
                of(
                        "method-of-a-megabyte",
                        TOO_LARGE,
                        world -> raw(world, "X".repeat(MEBIBYTE) + " / HTTP/1.1\r\nHost: a\r\n\r\n")),
                of(
                        "a-megabyte-of-empty-lines",
                        TOO_LARGE + " | 200",
                        world -> raw(
                                world,
                                "\r\n".repeat(MEBIBYTE / 2)
                                        + "GET /health/liveness HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")),
                of("a-thousand-requests-at-once", "200 x 100", HttpCases::pipelined),
                of("body-of-a-form-by-nobody", "401 | 413", world -> form(world, "")),
                of("bodies-of-forms-by-nobody-all-at-once", "401 x 40", HttpCases::forms),
                of("links-that-follow-the-host", "200", HttpCases::links),
                of(
                        "two-hundred-requests-without-an-end",
                        "200",
                        world -> crowd(world, 200, "GET /fhir/metadata HTTP/1.1\r\nHost: a\r\nX: ")),
                of(
                        "caseload-that-is-no-caseload",
                        "413 | 400 | closed",
                        world -> Http.send(world, "PUT /caseload", caseload(world), new byte[20 * MEBIBYTE])),
                of(
                        "task-of-a-megabyte",
                        "413 | 400",
                        world -> Http.send(
                                world,
                                "PUT /fhir/Task/00000000-0000-8000-8000-000000000000",
                                fhir(world),
                                ("{\"resourceType\":\"Task\",\"description\":\"" + "x".repeat(MEBIBYTE) + "\"}")
                                        .getBytes(UTF_8))),
                of(
                        "task-of-depth",
                        "400 | 422",
                        world -> Http.send(
                                world,
                                "PUT /fhir/Task/00000000-0000-8000-8000-000000000000",
                                fhir(world),
                                ("{\"resourceType\":\"Task\",\"extension\":" + "[{\"extension\":".repeat(5_000))
                                        .getBytes(UTF_8))),
                of(
                        "task-with-a-vast-number",
                        "400 | 422",
                        world -> Http.send(
                                world,
                                "PUT /fhir/Task/00000000-0000-8000-8000-000000000000",
                                fhir(world),
                                "{\"resourceType\":\"Task\",\"status\":\"completed\",\"intent\":\"order\",\"input\":[{\"type\":{\"text\":\"x\"},\"valueDecimal\":1e999999999}]}"
                                        .getBytes(UTF_8))),
                of(
                        "task-with-an-entity",
                        "400 | 415 | 422",
                        world -> Http.send(
                                world,
                                "PUT /fhir/Task/00000000-0000-8000-8000-000000000000",
                                xml(world),
                                ("<!DOCTYPE x [<!ENTITY e SYSTEM \"http://127.0.0.1:" + world.earPort()
                                                + "/\">]><Task xmlns=\"http://hl7.org/fhir\"><description value=\"&e;\"/></Task>")
                                        .getBytes(UTF_8))),
                of(
                        "subscription-to-the-metadata-server",
                        "400 | 403 | 422",
                        world -> Http.send(
                                world,
                                "POST /fhir/Subscription",
                                fhir(world),
                                ("{\"resourceType\":\"Subscription\",\"status\":\"requested\",\"reason\":\"x\",\"criteria\":\"https://portage.uk/fhir/SubscriptionTopic/new-transfer\",\"channel\":{\"type\":\"rest-hook\",\"endpoint\":\"http://169.254.169.254/latest\",\"payload\":\"application/fhir+json\"}}")
                                        .getBytes(UTF_8))),
                of(
                        "subscription-to-ourselves",
                        "400 | 403 | 422",
                        world -> Http.send(
                                world,
                                "POST /fhir/Subscription",
                                fhir(world),
                                ("{\"resourceType\":\"Subscription\",\"status\":\"requested\",\"reason\":\"x\",\"criteria\":\"https://portage.uk/fhir/SubscriptionTopic/new-transfer\",\"channel\":{\"type\":\"rest-hook\",\"endpoint\":\"http://127.0.0.1:"
                                                + world.httpPort()
                                                + "/operator/status\",\"payload\":\"application/fhir+json\"}}")
                                        .getBytes(UTF_8))),
                of("gzip-bomb-to-the-mailbox", "400 | 413 | 415", world -> {
                    Map<String, String> headers = new TreeMap<>(fhir(world));
                    headers.put("Content-Encoding", "gzip");
                    return Http.send(world, "POST /fhir/Subscription", headers, Gzip.bomb(200));
                }));
    }

    private static HostileCase of(String name, String answers, HostileCase.Attempt attempt) {
        return HostileCase.of(Face.HTTP, name, answers, 0, attempt);
    }

    private static Map<String, String> fhir(HostileWorld world) {
        return Map.of(
                "Authorization",
                "Bearer " + world.token("9D1", "destination"),
                "Content-Type",
                "application/fhir+json");
    }

    private static Map<String, String> xml(HostileWorld world) {
        return Map.of(
                "Authorization", "Bearer " + world.token("9D1", "destination"), "Content-Type", "application/fhir+xml");
    }

    private static Map<String, String> caseload(HostileWorld world) {
        return Map.of("Authorization", "Bearer " + world.token("9D1", "destination"), "Content-Type", "text/csv");
    }

    private static String many(int count, java.util.function.IntFunction<String> one) {
        return IntStream.range(0, count).mapToObj(one).collect(Collectors.joining());
    }

    private static Heard raw(HostileWorld world, String request) throws IOException {
        return Wire.http(world.httpPort(), request.getBytes(UTF_8), false);
    }

    private static Heard pipelined(HostileWorld world) throws IOException {
        byte[] requests = ("GET /health/liveness HTTP/1.1\r\nHost: a\r\n\r\n".repeat(999)
                        + "GET /health/liveness HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .getBytes(UTF_8);
        Wire.Bytes heard =
                Wire.say(world.httpPort(), socket -> socket.getOutputStream().write(requests), text -> false);
        return new Heard("200 x " + (heard.text().split("HTTP/1.1 200", -1).length - 1), heard.text());
    }

    private static Heard form(HostileWorld world, String authorization) throws IOException {
        byte[] body = new byte[15 * MEBIBYTE];
        java.util.Arrays.fill(body, (byte) 'a');
        return Http.send(
                world,
                "PUT /fhir/Task/1",
                Map.of("Authorization", authorization, "Content-Type", "application/x-www-form-urlencoded"),
                body);
    }

    private static Heard forms(HostileWorld world) throws Exception {
        List<Thread> threads = new ArrayList<>();
        java.util.Queue<String> words = new java.util.concurrent.ConcurrentLinkedQueue<>();
        for (int n = 0; n < 40; n++) {
            Thread thread = new Thread(() -> {
                try {
                    words.add(form(world, "Bearer none").word());
                } catch (IOException e) {
                    words.add("closed");
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long refused = words.stream()
                .filter(word -> List.of("401", "413", "closed").contains(word))
                .count();
        return new Heard("401 x " + refused, String.join(" ", words));
    }

    /** An absolute link leads to where the operator says that the gateway is, never to where the caller says. */
    private static Heard links(HostileWorld world) throws IOException {
        Heard heard = Http.send(
                world,
                "GET /fhir/Task?_count=1",
                Map.of(
                        "Authorization",
                        "Bearer " + world.token("9D1", "destination"),
                        "Host",
                        "evil.example",
                        "X-Forwarded-Host",
                        "evil.example",
                        "X-Forwarded-Proto",
                        "gopher",
                        "Forwarded",
                        "host=evil.example"),
                new byte[0]);
        return heard.text().contains("evil.example") || heard.text().contains("gopher")
                ? new Heard("links to evil", heard.text())
                : heard;
    }

    /** Many that say a little and then nothing; what a council hears meanwhile. */
    private static Heard crowd(HostileWorld world, int count, String beginning) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int n = 0; n < count; n++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), world.httpPort());
                sockets.add(socket);
                socket.getOutputStream().write(beginning.getBytes(UTF_8));
            }
            return Http.send(
                    world,
                    "GET /fhir/Task?_count=1",
                    Map.of("Authorization", "Bearer " + world.token("9D1", "destination")),
                    new byte[0]);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
