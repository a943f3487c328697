package uk.portage.gateway.app.access;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import uk.portage.gateway.app.configuration.Scope;

/** Tells standard clients where tokens are to be had, and checkers with which key they are signed. */
public final class MetadataServlet extends HttpServlet {

    @Serial
    private static final long serialVersionUID = 1L;

    /** What is to be read, and where. */
    public enum Document {
        /** SMART App Launch 2.2, section 2.1.6: for backend services. */
        SMART("/.well-known/smart-configuration"),
        /** The same, where a client that knows the base of FHIR looks for it. */
        SMART_BELOW_FHIR("/fhir/.well-known/smart-configuration"),
        /** RFC 8414. */
        AUTHORISATION_SERVER("/.well-known/oauth-authorization-server"),
        /** RFC 7517. */
        KEYS("/oauth2/jwks");

        private final String path;

        Document(String path) {
            this.path = path;
        }

        public String path() {
            return path;
        }
    }

    private final transient Supplier<String> issuer;
    private final transient String keys;

    MetadataServlet(Supplier<String> issuer, JWKSet keys) {
        this.issuer = issuer;
        this.keys = keys.toPublicJWKSet().toString();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET");
            response.sendError(405);
            return;
        }
        Optional<Document> asked = Arrays.stream(Document.values())
                .filter(document -> document.path().equals(request.getRequestURI()))
                .findFirst();
        if (asked.isEmpty()) {
            response.sendError(404);
            return;
        }
        byte[] bytes = (asked.get() == Document.KEYS ? keys : JSONObjectUtils.toJSONString(metadata()))
                .getBytes(StandardCharsets.UTF_8);
        response.setContentType(asked.get() == Document.KEYS ? "application/jwk-set+json" : "application/json");
        response.setHeader("Cache-Control", "public, max-age=300");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", issuer.get());
        metadata.put("token_endpoint", OAuth2.tokenEndpoint(issuer));
        metadata.put("jwks_uri", issuer.get() + Document.KEYS.path());
        metadata.put("grant_types_supported", List.of("client_credentials"));
        metadata.put("response_types_supported", List.of());
        metadata.put("token_endpoint_auth_methods_supported", List.of("private_key_jwt"));
        metadata.put(
                "token_endpoint_auth_signing_alg_values_supported",
                List.of("RS384", "RS512", "PS384", "PS512", "ES256", "ES384", "ES512"));
        metadata.put(
                "scopes_supported",
                Arrays.stream(Scope.values()).map(Scope::word).toList());
        metadata.put("capabilities", List.of("client-confidential-asymmetric"));
        return metadata;
    }
}
