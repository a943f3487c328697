package uk.portage.gateway.proofs.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import uk.portage.gateway.proofs.hostile.HostileCase.Heard;

/** Requests that never come to an end, one of them or as many as there are threads and more. */
final class SlowHttpCases {

    private static final int LONGER_THAN_ANY_LIMIT_MILLIS = 14_000;
    private static final int DRIP_MILLIS = 700;
    private static final String NEVER = "x".repeat(60);

    private SlowHttpCases() {}

    /** Many at once, while another trust pushes. */
    static Stream<HostileCase> crowds() {
        return Stream.of(
                crowd(
                        "two-hundred-bodies-by-nobody-that-never-come",
                        "401 x 200",
                        200,
                        world -> post("/fhir/$process-message", 1_000_000),
                        ""),
                crowd(
                        "a-hundred-bodies-of-a-sender-that-drip",
                        "408 or 503 x 100",
                        100,
                        world -> post(
                                "/hl7v2",
                                1_000_000,
                                "Content-Type: application/hl7-v2",
                                "Authorization: Bearer " + world.token("RCD", "source")),
                        NEVER),
                crowd("a-hundred-forms-by-nobody-that-drip", "408 x 100", 100, SlowHttpCases::signIn, NEVER),
                crowd(
                        "a-hundred-answers-by-nobody-whose-bodies-never-come",
                        "200 x 100",
                        100,
                        world -> "GET /health/liveness HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n",
                        ""),
                HostileCase.of(
                        Face.SLOW_HTTP,
                        "a-thousand-connections-of-nobody-that-stay",
                        "a neighbour served",
                        0,
                        SlowHttpCases::staying));
    }

    /** One at a time. */
    static Stream<HostileCase> single() {
        return Stream.of(
                one("nothing-at-all", "closed", world -> "", ""),
                one("address-that-drips", "closed", world -> "GET /fhir/", NEVER),
                one("headers-that-stop", "closed", world -> "GET /fhir/metadata HTTP/1.1\r\nHost: a\r\nX: ", ""),
                one("headers-that-drip", "closed", world -> "GET /fhir/metadata HTTP/1.1\r\nHost: a\r\nX: ", NEVER),
                one("empty-lines-that-drip", "closed", world -> "", "\r\n".repeat(30)),
                one(
                        "headers-that-drip-after-a-good-request",
                        "200",
                        world -> "GET /health/liveness HTTP/1.1\r\nHost: a\r\n\r\nGET /fhir/",
                        NEVER),
                one("body-of-a-sender-that-stops", "408", world -> pushed(world, "Content-Length: 500") + "MSH", ""),
                one("chunk-that-drips", "408", world -> pushed(world, "Transfer-Encoding: chunked") + "40\r\n", NEVER),
                one(
                        "size-of-a-chunk-that-drips",
                        "400 | 408",
                        world -> pushed(world, "Transfer-Encoding: chunked"),
                        "0".repeat(60)),
                one(
                        "body-that-drips-in-gzip",
                        "400 | 408",
                        world -> pushed(world, "Content-Length: 500\r\nContent-Encoding: gzip"),
                        NEVER),
                one(
                        "caseload-that-drips",
                        "408",
                        world ->
                                "PUT /caseload HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\nContent-Length: 500\r\n"
                                        + "Authorization: Bearer " + world.token("9D2", "destination") + "\r\n\r\n",
                        NEVER),
                one(
                        "task-that-stops",
                        "408",
                        world -> "PUT /fhir/Task/1 HTTP/1.1\r\nHost: a\r\nContent-Type: application/fhir+json\r\n"
                                + "Content-Length: 500\r\nAuthorization: Bearer " + world.token("9D2", "destination")
                                + "\r\n\r\n{",
                        ""),
                one(
                        "message-by-mesh-that-drips",
                        "408",
                        world -> "POST /messageexchange/" + HostileWorld.TRUST + "/outbox HTTP/1.1\r\nHost: a\r\n"
                                + "Content-Type: application/octet-stream\r\nMex-From: " + HostileWorld.TRUST
                                + "\r\nMex-To: " + HostileWorld.MESH + "\r\nMex-WorkflowID: PORTAGE_HL7V2\r\n"
                                + "Content-Length: 500\r\nAuthorization: "
                                + HostileWorld.meshCredential(HostileWorld.TRUST) + "\r\n\r\n",
                        NEVER));
    }

    private interface Beginning {

        String of(HostileWorld world) throws IOException;
    }

    private static HostileCase one(String name, String answers, Beginning beginning, String drops) {
        return HostileCase.of(
                Face.SLOW_HTTP, name, answers, 0, world -> Wire.statuses(hang(world, beginning.of(world), drops)));
    }

    private static Wire.Bytes hang(HostileWorld world, String beginning, String drops) throws IOException {
        return Wire.say(
                world.httpPort(),
                socket -> {
                    socket.getOutputStream().write(beginning.getBytes(UTF_8));
                    for (byte drop : drops.getBytes(UTF_8)) {
                        Thread.sleep(DRIP_MILLIS);
                        socket.getOutputStream().write(drop);
                    }
                },
                text -> false,
                LONGER_THAN_ANY_LIMIT_MILLIS);
    }

    private static HostileCase crowd(String name, String answer, int count, Beginning beginning, String drops) {
        return HostileCase.of(Face.SLOW_HTTP, name, answer + ", a neighbour served", 0, world -> {
            ExecutorService callers = Executors.newFixedThreadPool(count);
            try {
                String words = beginning.of(world);
                List<Future<Wire.Bytes>> hanging = new ArrayList<>();
                for (int n = 0; n < count; n++) {
                    Callable<Wire.Bytes> caller = () -> hang(world, words, drops);
                    hanging.add(callers.submit(caller));
                }
                Thread.sleep(1_000);
                String neighbour = neighbour(world);
                Map<String, Integer> heard = new TreeMap<>();
                StringBuilder texts = new StringBuilder();
                for (Future<Wire.Bytes> one : hanging) {
                    Wire.Bytes bytes = one.get();
                    heard.merge(Wire.statuses(bytes).word() + (bytes.ended() ? "" : " and open"), 1, Integer::sum);
                    texts.append(bytes.text());
                }
                return new Heard(counted(heard) + ", " + neighbour, texts.toString());
            } finally {
                callers.shutdownNow();
            }
        });
    }

    /** More than there is room for, each of which has asked for something that anyone may ask for. */
    private static Heard staying(HostileWorld world) throws IOException, InterruptedException {
        List<Socket> connections = new ArrayList<>();
        try {
            for (int n = 0; n < 1_050; n++) {
                Socket connection = new Socket(InetAddress.getLoopbackAddress(), world.httpPort());
                connections.add(connection);
                connection.getOutputStream().write("GET /health/liveness HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
            }
            Thread.sleep(1_500);
            return new Heard(neighbour(world), "");
        } finally {
            for (Socket connection : connections) {
                connection.close();
            }
        }
    }

    private static String counted(Map<String, Integer> heard) {
        if (heard.keySet().equals(java.util.Set.of("408", "503"))) {
            return "408 or 503 x " + (heard.get("408") + heard.get("503"));
        }
        return heard.entrySet().stream()
                .map(entry -> entry.getKey() + " x " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Five pushes of another trust, of which the most must be answered within a second. */
    private static String neighbour(HostileWorld world) throws IOException {
        List<Long> millis = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            String message =
                    HostileWorld.admission(world.newId()).replace("|PAS|RCB|PORTAGE|ROUTE|", "|PAS|RCC|PORTAGE|SOUTH|");
            long begun = System.nanoTime();
            Heard heard = Http.send(
                    world,
                    "POST /hl7v2",
                    Map.of(
                            "Authorization",
                            "Bearer " + world.token("RCC", "source"),
                            "Content-Type",
                            "application/hl7-v2"),
                    message.getBytes(UTF_8));
            millis.add((System.nanoTime() - begun) / 1_000_000);
            if (!heard.word().equals("200")) {
                return "a neighbour heard " + heard.word();
            }
        }
        List<Long> sorted = millis.stream().sorted().toList();
        return sorted.get(3) < 1_000 ? "a neighbour served" : "a neighbour served after " + sorted + " ms";
    }

    private static String post(String address, int length, String... headers) {
        return "POST " + address + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n"
                + Stream.of(headers).map(header -> header + "\r\n").collect(Collectors.joining())
                + "\r\n";
    }

    private static String signIn(HostileWorld world) {
        return post("/sign-in", 1_000, "Content-Type: application/x-www-form-urlencoded");
    }

    private static String pushed(HostileWorld world, String length) {
        return "POST /hl7v2 HTTP/1.1\r\nHost: a\r\nContent-Type: application/hl7-v2\r\n" + length
                + "\r\nAuthorization: Bearer " + world.token("RCD", "source") + "\r\n\r\n";
    }
}
