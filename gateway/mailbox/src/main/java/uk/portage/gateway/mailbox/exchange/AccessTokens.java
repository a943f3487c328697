package uk.portage.gateway.mailbox.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.http.HttpHeaders;
import org.apache.http.NameValuePair;
import org.apache.http.client.entity.UrlEncodedFormEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.message.BasicNameValuePair;

/** Fetches access tokens by client credentials (RFC 6749, section 4.4) and keeps each for most of its life. */
public final class AccessTokens {

    /** If the token server does not say. */
    private static final Duration USUAL_LIFE = Duration.ofMinutes(5);
    /** A token is not used in its last seconds: the server's clock may go before ours. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private static final JsonFactory JSON = new JsonFactory();

    private final ClientCredentials client;
    private final Transport transport;
    private Optional<Token> kept = Optional.empty();

    /** @param until in nanoseconds */
    private record Token(String value, long until) {

        /** Nothing: the value is a secret. */
        @Override
        public String toString() {
            return "Token";
        }
    }

    public AccessTokens(ClientCredentials client, Transport transport) {
        this.client = client;
        this.transport = transport;
    }

    /**
     * A token that is good for now.
     *
     * @throws UnreachableException if the token server gives none
     */
    public String token() throws UnreachableException {
        if (kept.isEmpty() || System.nanoTime() - kept.get().until() >= 0) {
            kept = Optional.of(fetch());
        }
        return kept.get().value();
    }

    /** The token that was given last is no good any more. */
    public void forget() {
        kept = Optional.empty();
    }

    private Token fetch() throws UnreachableException {
        List<NameValuePair> form = new ArrayList<>();
        form.add(new BasicNameValuePair("grant_type", "client_credentials"));
        client.scope().ifPresent(scope -> form.add(new BasicNameValuePair("scope", scope)));
        HttpPost request = new HttpPost(client.tokenUrl());
        request.setEntity(new UrlEncodedFormEntity(form, StandardCharsets.UTF_8));
        request.setHeader(HttpHeaders.ACCEPT, "application/json");
        request.setHeader(HttpHeaders.AUTHORIZATION, "Basic " + credentials());
        try (CloseableHttpResponse response = execute(request)) {
            int status = response.getStatusLine().getStatusCode();
            if (status != 200 || response.getEntity() == null) {
                throw new UnreachableException("the token server answers " + status);
            }
            try (InputStream body = response.getEntity().getContent()) {
                return token(body);
            }
        } catch (UnreachableException e) {
            throw e;
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            // The class only: what the server sent may hold a token.
            throw new UnreachableException(
                    "no token from the token server (" + e.getClass().getSimpleName() + ")");
        }
    }

    private CloseableHttpResponse execute(HttpPost request) throws UnreachableException {
        var connected = transport.client();
        return transport.limited(() -> {
            try {
                return connected.execute(request);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** RFC 6749, section 2.3.1: both parts are form-encoded first. */
    private String credentials() {
        String pair = URLEncoder.encode(client.clientId(), StandardCharsets.UTF_8) + ":"
                + URLEncoder.encode(client.clientSecret(), StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static Token token(InputStream body) throws IOException {
        Optional<String> value = Optional.empty();
        Duration life = USUAL_LIFE;
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreachableException("the token server answers something that is no token");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken type = parser.nextToken();
                if (name.equals("access_token") && type == JsonToken.VALUE_STRING) {
                    value = Optional.of(parser.getText());
                } else if (name.equals("expires_in") && type.isScalarValue()) {
                    life = Duration.ofSeconds(Math.max(0, Math.min(86_400, parser.getValueAsInt(300))));
                } else {
                    parser.skipChildren();
                }
            }
        }
        Duration used = life.compareTo(MARGIN.multipliedBy(2)) > 0 ? life.minus(MARGIN) : life.dividedBy(2);
        String token = value.filter(text -> !text.isBlank() && text.chars().allMatch(c -> c > ' ' && c < 127))
                .orElseThrow(() -> new UnreachableException("the token server answers something that is no token"));
        return new Token(token, System.nanoTime() + used.toNanos());
    }
}
