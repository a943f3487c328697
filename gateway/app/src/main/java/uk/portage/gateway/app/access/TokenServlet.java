package uk.portage.gateway.app.access;

import com.nimbusds.jose.util.JSONObjectUtils;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.app.configuration.Client;
import uk.portage.gateway.app.configuration.Scope;
import uk.portage.gateway.transfer.OdsCode;

/** The token endpoint (RFC 6749 section 3.2): client credentials, proven by a signed assertion and nothing else. */
public final class TokenServlet extends HttpServlet {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(TokenServlet.class);
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String GRANT = "client_credentials";
    static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final int LARGEST = 16 * 1024;

    /** How a standard client of SMART asks for all that a destination may do; narrower ones are not to be had. */
    private static final Set<String> SMART_PULL = Set.of("system/*.cruds", "system/*.*");

    private final transient Assertions assertions;
    private final transient AccessTokens tokens;
    private final transient BiConsumer<Optional<OdsCode>, FailureCode> denied;

    TokenServlet(Assertions assertions, AccessTokens tokens, BiConsumer<Optional<OdsCode>, FailureCode> denied) {
        this.assertions = assertions;
        this.tokens = tokens;
        this.denied = denied;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            write(
                    response,
                    405,
                    Map.of("error", "invalid_request", "error_description", "a token is asked for by POST"));
            return;
        }
        Optional<Refusal> refused = answer(request, response);
        if (refused.isPresent()) {
            Refusal refusal = refused.get();
            denied.accept(refusal.organisation(), refusal.code());
            if (refusal.status() == 401) {
                response.setHeader("WWW-Authenticate", "Bearer realm=\"portage\"");
            }
            write(response, refusal.status(), Map.of("error", refusal.error(), "error_description", refusal.what()));
        }
    }

    /** Empty if a token was given. */
    private Optional<Refusal> answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Map<String, String>> form = form(request);
        if (form.isEmpty()) {
            return Optional.of(Refusal.request("one form of parameters is needed, each given once, in the body"));
        }
        Map<String, String> parameters = form.get();
        if (request.getHeader("Authorization") != null || parameters.containsKey("client_secret")) {
            return Optional.of(Refusal.request("a client is authenticated by its assertion alone"));
        }
        if (!parameters.containsKey("grant_type")) {
            return Optional.of(Refusal.request("the grant_type is missing"));
        }
        if (!GRANT.equals(parameters.get("grant_type"))) {
            return Optional.of(Refusal.grant());
        }
        if (!ASSERTION_TYPE.equals(parameters.get("client_assertion_type"))
                || !parameters.containsKey("client_assertion")) {
            return Optional.of(Refusal.CLIENT);
        }
        Assertions.Outcome outcome = assertions.judge(
                parameters.getOrDefault("client_assertion", ""), Optional.ofNullable(parameters.get("client_id")));
        if (outcome instanceof Assertions.Outcome.Refused refused) {
            return Optional.of(refused.refusal());
        }
        Client client = ((Assertions.Outcome.Proven) outcome).client();
        Optional<Set<Scope>> scopes = scopes(client, parameters.getOrDefault("scope", ""));
        if (scopes.isEmpty()) {
            return Optional.of(Refusal.scope(client.organisation()));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", tokens.issue(client, scopes.get()));
        answer.put("token_type", "Bearer");
        answer.put("expires_in", AccessTokens.LIFE.toSeconds());
        answer.put("scope", AccessTokens.words(scopes.get()));
        LOG.info("client {} of {} has a token to {}", client.id(), client.organisation(), answer.get("scope"));
        write(response, 200, answer);
        return Optional.empty();
    }

    /** What was asked for, or all that the client may have; empty if it may not have some of it. */
    private static Optional<Set<Scope>> scopes(Client client, String asked) {
        if (asked.isBlank()) {
            return Optional.of(client.scopes());
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : asked.strip().split(" +", -1)) {
            Optional<Scope> scope = SMART_PULL.contains(word) ? Optional.of(Scope.PULL) : Scope.of(word);
            if (scope.filter(client.scopes()::contains).isEmpty()) {
                return Optional.empty();
            }
            scopes.add(scope.get());
        }
        return Optional.of(scopes);
    }

    /** The parameters of the body; empty if there is more, less or other than one form in it. */
    private static Optional<Map<String, String>> form(HttpServletRequest request) throws IOException {
        String type = Optional.ofNullable(request.getContentType()).orElse("").split(";", 2)[0];
        if (!type.strip().toLowerCase(Locale.ROOT).equals(FORM)
                || request.getQueryString() != null
                || request.getHeader("Content-Encoding") != null) {
            return Optional.empty();
        }
        byte[] body = request.getInputStream().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        try {
            for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
                String[] parts = pair.split("=", 2);
                String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
                String value = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
                // RFC 6749 section 3.2: what has no value counts as left out, and nothing may be given twice.
                if (!value.isEmpty() && parameters.put(name, value) != null) {
                    return Optional.empty();
                }
            }
            return Optional.of(parameters);
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }

    private static void write(HttpServletResponse response, int status, Map<String, Object> answer) throws IOException {
        byte[] bytes = (JSONObjectUtils.toJSONString(answer) + "\n").getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Pragma", "no-cache");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
