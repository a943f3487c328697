package uk.portage.gateway.app.server;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import uk.portage.gateway.app.configuration.Scope;

/** Tokens of OAuth2 for the table of who may do what: of two clients for each role, one of which is removed. */
final class SignedTokens {

    private final Path folder;
    private final Map<String, String> valid = new LinkedHashMap<>();
    private final Map<String, String> revoked = new LinkedHashMap<>();

    SignedTokens(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("clients.jwks"), OAuth2World.keys(OAuth2World.RSA));
        writeClients(List.of("standing", "removed"));
    }

    private void writeClients(List<String> kinds) throws IOException {
        StringBuilder clients = new StringBuilder("clients:\n");
        for (String kind : kinds) {
            for (Scope scope : Scope.values()) {
                clients.append(OAuth2World.client(
                        kind + "-" + role(scope), organisation(scope), "[" + scope.word() + "]", "clients.jwks"));
            }
        }
        Files.writeString(folder.resolve("clients.yaml"), clients);
    }

    private static String role(Scope scope) {
        return scope.role().name().toLowerCase(Locale.ROOT);
    }

    private static String organisation(Scope scope) {
        return switch (scope) {
            case PUSH -> "RCB";
            case PULL -> "9D1";
            case AUDIT -> "9A1";
            case OPERATE -> "9P1";
        };
    }

    /** Asks for all that are needed. */
    void issue(Function<HttpRequest.Builder, HttpResponse<String>> send, String base) {
        for (Scope scope : Scope.values()) {
            valid.put(role(scope), token(send, base, "standing-" + role(scope)));
            revoked.put(role(scope), token(send, base, "removed-" + role(scope)));
        }
    }

    private static String token(Function<HttpRequest.Builder, HttpResponse<String>> send, String base, String client) {
        Map<String, Object> claims = OAuth2World.claims(client);
        claims.put("aud", base + "/oauth2/token");
        String assertion =
                OAuth2World.sign(OAuth2World.header("RS512", OAuth2World.RSA.getKeyID()), claims, OAuth2World.RSA);
        HttpResponse<String> answer = send.apply(HttpRequest.newBuilder(URI.create(base + "/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(OAuth2World.encoded(OAuth2World.form(assertion)))));
        try {
            return JSONObjectUtils.getString(JSONObjectUtils.parse(answer.body()), "access_token");
        } catch (ParseException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    /** Removes the clients whose tokens are to be refused from then on. */
    void revoke() throws IOException {
        writeClients(List.of("standing"));
    }

    List<String> revoked() {
        return List.copyOf(revoked.values());
    }

    String valid(String role) {
        return of(valid, role);
    }

    String revoked(String role) {
        return of(revoked, role);
    }

    String forAnotherAudience(String role) {
        return forged(role, "aud", "https://elsewhere.example.org");
    }

    String expired(String role) {
        return forged(role, "exp", Instant.now().minusSeconds(1).getEpochSecond());
    }

    /** A valid one in which one claim is another, signed with the gateway's own key. */
    private String forged(String role, String claim, Object value) {
        try {
            ECKey key = ECKey.parse(Files.readString(folder.resolve("oauth2.key")));
            Map<String, Object> header = OAuth2World.header("ES256", key.getKeyID());
            header.put("typ", "at+jwt");
            Map<String, Object> claims = OAuth2World.part(valid(role), 1);
            claims.put(claim, value);
            return OAuth2World.sign(header, claims, key);
        } catch (IOException | ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static String of(Map<String, String> tokens, String role) {
        String token = tokens.get(role);
        if (token == null) {
            throw new AssertionError(
                    "no token of " + role + " among " + tokens.keySet().stream().collect(Collectors.joining(", ")));
        }
        return token;
    }
}
