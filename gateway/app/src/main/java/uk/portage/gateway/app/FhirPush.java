package uk.portage.gateway.app;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.MessageHeader.ResponseType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;

/** Pushes message bundles to a FHIR server's {@code $process-message} (FHIR R4, Messaging) and reads its answers. */
final class FhirPush {

    private static final String OPERATION = "$process-message";

    /**
     * @param accepted false if the status, or the response inside a message, says that it did not go well
     * @param line what the server said, safe to show
     */
    record Answer(boolean accepted, String line) {}

    private final URI address;
    private final Optional<String> token;
    private final Duration timeout;
    private final HttpClient client;

    private FhirPush(URI address, Optional<String> token, Duration timeout, Optional<SSLContext> tls) {
        this.address = address;
        this.token = token;
        this.timeout = timeout;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(timeout);
        tls.ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /**
     * @param to the server's base address, or that of the operation itself
     * @param tls whom to trust and what to bring, if the address is one of https
     */
    static FhirPush to(String to, Optional<String> token, Duration timeout, Optional<SSLContext> tls) {
        String operation = to.endsWith(OPERATION) ? to : to + (to.endsWith("/") ? "" : "/") + OPERATION;
        try {
            URI address = new URI(operation);
            if (address.getHost() != null) {
                return new FhirPush(address, token, timeout, tls);
            }
        } catch (java.net.URISyntaxException e) {
            // Said below.
        }
        throw CommandFailedException.usage("'" + Terminal.printable(to) + "' is not an address");
    }

    Answer push(byte[] body) {
        boolean xml = new String(body, StandardCharsets.UTF_8).stripLeading().startsWith("<");
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", xml ? "application/fhir+xml" : "application/fhir+json")
                .header("Accept", "application/fhir+json")
                .POST(BodyPublishers.ofByteArray(body));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        try {
            return read(client.send(request.build(), BodyHandlers.ofString()));
        } catch (ConnectException e) {
            throw CommandFailedException.environment(
                    "nobody listens at " + address.getAuthority() + ": give the FHIR server's address with --to");
        } catch (HttpTimeoutException e) {
            throw CommandFailedException.failed("no answer from " + address.getAuthority() + " within "
                    + timeout.toSeconds() + " s; it may or may not have been kept: send it again");
        } catch (IOException e) {
            throw CommandFailedException.failed("the connection to " + address.getAuthority() + " broke");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailedException.failed("interrupted");
        }
    }

    private static Answer read(HttpResponse<String> response) {
        boolean accepted = response.statusCode() / 100 == 2;
        String line = String.valueOf(response.statusCode());
        Optional<IBaseResource> resource = parse(response.body());
        if (resource.isEmpty()) {
            String first = response.body().lines().findFirst().orElse("");
            return new Answer(accepted, first.isEmpty() ? line : line + "  " + Terminal.printable(first));
        }
        if (resource.get() instanceof Bundle bundle
                && bundle.getEntryFirstRep().getResource() instanceof MessageHeader header
                && header.getResponse().getCode() != null) {
            ResponseType type = header.getResponse().getCode();
            String said = line + "  " + type.toCode();
            String outcome = outcomeOf(bundle);
            return new Answer(accepted && type == ResponseType.OK, outcome.isEmpty() ? said : said + "  " + outcome);
        }
        if (resource.get() instanceof OperationOutcome outcome) {
            return new Answer(accepted, line + "  " + sentence(outcome));
        }
        return new Answer(accepted, line + "  " + resource.get().fhirType());
    }

    /** The resource that an answer holds, if it holds one. */
    static Optional<IBaseResource> parse(String body) {
        if (!body.stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(FhirContext.forR4Cached().newJsonParser().parseResource(body));
        } catch (DataFormatException e) {
            return Optional.empty();
        }
    }

    private static String outcomeOf(Bundle answer) {
        return answer.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(OperationOutcome.class::isInstance)
                .map(outcome -> sentence((OperationOutcome) outcome))
                .findFirst()
                .orElse("");
    }

    private static String sentence(OperationOutcome outcome) {
        return sentence(outcome.getIssueFirstRep());
    }

    /** An issue in words: diagnostics, or else details, or else its code. */
    static String sentence(OperationOutcomeIssueComponent issue) {
        CodeableConcept details = issue.getDetails();
        String text = issue.hasDiagnostics() ? issue.getDiagnostics() : details.getText();
        if (text == null || text.isBlank()) {
            text = issue.getCode() == null ? "" : issue.getCode().toCode();
        }
        return Terminal.printable(text);
    }
}
