package uk.portage.gateway.benchmarks.collect;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** By search, read of the bundle and PUT of the Task, as the FHIR face is meant. */
final class FhirFace implements Face {

    private static final Pattern TASK = Pattern.compile("\"resourceType\":\"Task\",\"id\":\"([0-9a-f-]{36})\"");
    private static final int PAGE = 100;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String token;

    FhirFace(int port, String token) {
        this.base = "http://127.0.0.1:" + port + "/fhir";
        this.token = token;
    }

    @Override
    public String name() {
        return "fhir";
    }

    @Override
    public int collect(int most) throws Exception {
        int collected = 0;
        List<String> transfers = waiting();
        while (!transfers.isEmpty() && collected < most) {
            for (String transfer : transfers) {
                expect(200, client.send(request("/Bundle/" + transfer).build(), BodyHandlers.ofByteArray()));
                acknowledge(transfer);
                collected++;
            }
            transfers = waiting();
        }
        return collected;
    }

    /** A page of what waits to be collected. */
    List<String> waiting() throws Exception {
        HttpResponse<String> page =
                client.send(request("/Task?status=requested&_count=" + PAGE).build(), BodyHandlers.ofString());
        expect(200, page);
        Matcher tasks = TASK.matcher(page.body());
        List<String> transfers = new ArrayList<>();
        while (tasks.find()) {
            transfers.add(tasks.group(1));
        }
        return transfers;
    }

    void acknowledge(String transfer) throws Exception {
        String task =
                "{\"resourceType\":\"Task\",\"id\":\"" + transfer + "\",\"status\":\"completed\",\"intent\":\"order\"}";
        expect(
                200,
                client.send(
                        request("/Task/" + transfer)
                                .header("Content-Type", "application/fhir+json")
                                .PUT(BodyPublishers.ofString(task))
                                .build(),
                        BodyHandlers.ofByteArray()));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofMinutes(5))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/fhir+json");
    }

    HttpClient client() {
        return client;
    }

    static void expect(int status, HttpResponse<?> answer) {
        if (answer.statusCode() != status) {
            throw new IllegalStateException("status " + answer.statusCode() + " in the place of " + status);
        }
    }
}
