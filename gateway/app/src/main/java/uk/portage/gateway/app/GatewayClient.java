package uk.portage.gateway.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.OperationOutcome;
import picocli.CommandLine.Option;
import uk.portage.gateway.app.configuration.RunFile;
import uk.portage.gateway.app.configuration.TokenFile;
import uk.portage.gateway.transfer.Caller.Role;

/** The options of commands that ask a running gateway, and how they ask it. */
final class GatewayClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final List<Pattern> SENTENCES = List.of(member("detail"), member("title"));

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the gateway's directory (default ./data, or ./data/demo if only that is running)")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--http-port",
            paramLabel = "N",
            description = "the gateway's HTTP port (default: the one it wrote into its directory)")
    private Optional<Integer> httpPort = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "the token to use (default: one of the right role from the gateway's directory)")
    private Optional<String> token = Optional.empty();

    private static Pattern member(String name) {
        return Pattern.compile("\"" + name + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    }

    /** Asks as the operator. */
    HttpResponse<String> get(String path) {
        return send(operatorRequest(path).GET().build());
    }

    /** What stands at an address, as the operator gets it; ends the command if there is nothing. */
    byte[] file(String path) {
        HttpResponse<byte[]> response = send(operatorRequest(path).GET().build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw CommandFailedException.failed("the gateway answered " + response.statusCode() + " for " + path);
        }
        return response.body();
    }

    /** Orders as the operator. */
    HttpResponse<String> post(String path) {
        return send(operatorRequest(path).POST(BodyPublishers.noBody()).build());
    }

    /** Orders as the operator, with parameters. */
    HttpResponse<String> post(String path, List<Map.Entry<String, String>> parameters) {
        String form = parameters.stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(operatorRequest(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
    }

    /** What the gateway answers to an operator's question, or the end of the command. */
    JsonNode getJson(String path) {
        return json(get(path));
    }

    /** What the gateway answers to an operator's order, or the end of the command. */
    JsonNode postForJson(String path, List<Map.Entry<String, String>> parameters) {
        return json(post(path, parameters));
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return new ObjectMapper().readTree(expectSuccess(response));
        } catch (JsonProcessingException e) {
            throw CommandFailedException.failed("the gateway's answer is not JSON");
        }
    }

    HttpResponse<String> put(String path, String contentType, byte[] body) {
        String secret = token.orElseThrow(
                () -> CommandFailedException.usage("whose caseload is it? Give the destination's token with --token"));
        return send(request(path, secret)
                .header("Content-Type", contentType)
                .PUT(BodyPublishers.ofByteArray(body))
                .build());
    }

    Path folder() {
        Path usual = Path.of("data");
        Path demo = Path.of("data/demo");
        boolean onlyDemo = RunFile.read(usual).isEmpty() && RunFile.read(demo).isPresent();
        return data.orElse(onlyDemo ? demo : usual);
    }

    private HttpRequest.Builder operatorRequest(String path) {
        // Whether a gateway runs at all is the first thing to know.
        int port = port();
        return request(port, path, operatorToken());
    }

    private HttpRequest.Builder request(String path, String secret) {
        return request(port(), path, secret);
    }

    private int port() {
        return httpPort.or(() -> RunFile.read(folder()).map(RunFile::httpPort))
                .orElseThrow(() -> CommandFailedException.environment("no gateway is running in " + folder()
                        + ": start one with './portage up', or name its directory with --data"));
    }

    private static HttpRequest.Builder request(int port, String path, String secret) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + secret);
    }

    private String operatorToken() {
        return token.orElseGet(() -> operatorTokenIn(folder()));
    }

    private static String operatorTokenIn(Path folder) {
        Path file = folder.resolve("tokens");
        if (!Files.exists(file)) {
            throw CommandFailedException.environment(
                    "there is no " + file + ": name the gateway's directory with --data, or a token with --token");
        }
        List<TokenFile.Line> operators = TokenFile.read(file).stream()
                .filter(line -> line.token().caller().role() == Role.OPERATOR)
                .filter(line -> !line.token().isExpired(Instant.now()))
                .toList();
        if (operators.isEmpty()) {
            throw CommandFailedException.environment(file + " has no operator token that has not expired: add a line");
        }
        return operators.get(0).secret();
    }

    private HttpResponse<String> send(HttpRequest request) {
        return send(request, BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        String address = "127.0.0.1:" + request.uri().getPort();
        try {
            return http.send(request, handler);
        } catch (ConnectException e) {
            throw CommandFailedException.environment(
                    "nothing answers at " + address + ": start the gateway with './portage up'");
        } catch (HttpTimeoutException e) {
            throw CommandFailedException.environment(
                    "no answer from " + address + " within " + TIMEOUT.toSeconds() + " s: look into the gateway's log");
        } catch (IOException e) {
            throw CommandFailedException.environment(
                    "the connection to " + address + " broke: look into the gateway's log");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailedException.failed("interrupted");
        }
    }

    /** The answer's text if it went well; otherwise ends the command with what the gateway says is wrong. */
    static String expectSuccess(HttpResponse<String> response) {
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        String said = detail(response.body());
        throw CommandFailedException.failed(
                "the gateway answered " + response.statusCode() + (said.isEmpty() ? "" : ": " + said));
    }

    /** Each sentence of an OperationOutcome on a line of its own, or that of a problem (RFC 9457). */
    private static String detail(String body) {
        if (FhirPush.parse(body).orElse(null) instanceof OperationOutcome outcome) {
            return outcome.getIssue().stream().map(FhirPush::sentence).collect(Collectors.joining("\n"));
        }
        for (Pattern sentence : SENTENCES) {
            Matcher matcher = sentence.matcher(body);
            if (matcher.find()) {
                return Terminal.printable(matcher.group(1));
            }
        }
        return "";
    }
}
