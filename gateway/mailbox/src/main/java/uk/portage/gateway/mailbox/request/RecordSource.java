package uk.portage.gateway.mailbox.request;

import ca.uhn.fhir.rest.api.SearchStyleEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.NhsNumber;
import uk.portage.gateway.mailbox.exchange.AnswerTooLongException;
import uk.portage.gateway.mailbox.exchange.FhirConnection;
import uk.portage.gateway.mailbox.exchange.UnreachableException;
import uk.portage.gateway.store.RecordRequest;

/** One organisation's FHIR server, asked for records with HAPI's client. For one thread, but for {@link #abort}. */
final class RecordSource {

    private static final String JSON = "application/fhir+json";
    /** A parameter that a server does not know is an error, not left out (FHIR R4, search.html#errors). */
    private static final String PREFER = "Prefer";

    private static final String STRICT = "handling=strict";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

    private final SourceConfiguration configuration;
    private final FhirConnection connection;

    RecordSource(SourceConfiguration configuration) {
        this.configuration = configuration;
        this.connection = FhirConnection.keepingAnswers(
                configuration.endpoint(), configuration.limits().bytes());
    }

    /**
     * Asks for a person's record.
     *
     * @param number ten digits
     */
    Outcome ask(RecordRequest request, String number) {
        try {
            connection.enter();
            Outcome outcome = once(request, number);
            if (connection.mayRenew()) {
                connection.enter();
                outcome = once(request, number);
            }
            return outcome;
        } catch (UnreachableException e) {
            return unavailable(String.valueOf(e.getMessage()));
        }
    }

    private Outcome once(RecordRequest request, String number) throws UnreachableException {
        connection.begin();
        long begun = System.nanoTime();
        IGenericClient client = connection.client();
        try {
            return connection.limited(() -> new Asking(client, number).record(request));
        } catch (UnusableAnswerException e) {
            return new Outcome.Ended(e.code());
        } catch (RuntimeException | StackOverflowError e) {
            return failed(e, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    /** Of the failure no more than its class is told: a message may quote what was answered. */
    private Outcome failed(Throwable failure, Duration taken) {
        if (taken.compareTo(configuration.endpoint().timeLimit()) >= 0) {
            return new Outcome.Later(
                    FailureCode.SOURCE_TIMED_OUT,
                    true,
                    "no answer within " + configuration.endpoint().timeLimit().toMillis() + " ms",
                    Optional.empty());
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (connection.isTooLong() || cause instanceof AnswerTooLongException) {
            return new Outcome.Ended(FailureCode.OVERSIZED);
        }
        int status = connection.status();
        if (status == 0) {
            return unavailable("no answer (" + cause.getClass().getSimpleName() + ")");
        }
        if (status < 300 || !(failure instanceof BaseServerResponseException)) {
            // A proxy's page is a 200, too; tomorrow it may be gone.
            return new Outcome.Later(
                    FailureCode.UNREADABLE,
                    false,
                    "it answers " + status + " with something that is not FHIR",
                    Optional.empty());
        }
        return ofStatus(status);
    }

    private Outcome ofStatus(int status) {
        return switch (status) {
            case 404, 410 -> new Outcome.Ended(FailureCode.RECORD_NOT_FOUND);
            case 429, 502, 503, 504 ->
                new Outcome.Later(
                        FailureCode.SOURCE_UNAVAILABLE, true, "it answers " + status, connection.retryAfter());
            // An error inside the server may be this record's: others may fare better.
            case 408, 409, 421, 423, 425, 500 ->
                new Outcome.Later(
                        FailureCode.SOURCE_UNAVAILABLE, false, "it answers " + status, connection.retryAfter());
            default ->
                status < 400
                        ? unavailable("it answers " + status + ", a redirect, which is not followed")
                        : new Outcome.Ended(FailureCode.SOURCE_REFUSED);
        };
    }

    private static Outcome unavailable(String why) {
        return new Outcome.Later(FailureCode.SOURCE_UNAVAILABLE, true, why, Optional.empty());
    }

    void abort() {
        connection.abort();
    }

    /** One request's exchanges. */
    private final class Asking {

        private final IGenericClient client;
        private final String number;
        private final PersonCheck person;
        private final AnswerParts parts = new AnswerParts();
        private byte[] foundOn = new byte[0];
        private long bytes;

        Asking(IGenericClient client, String number) {
            this.client = client;
            this.number = number;
            this.person = new PersonCheck(number);
        }

        Outcome record(RecordRequest request) {
            IdType id = find();
            if (configuration.searches().isEmpty()) {
                pages(() -> everything(id));
            } else {
                for (String search : configuration.searches()) {
                    String filled = search.replace(SourceConfiguration.PATIENT_PLACE, id.getIdPart());
                    pages(() -> client.search()
                            .byUrl(filled)
                            .returnBundle(Bundle.class)
                            .accept(JSON)
                            .withAdditionalHeader(PREFER, STRICT)
                            .execute());
                }
            }
            if (!parts.contains(id.getResourceType(), id.getIdPart())) {
                parts.add(foundOn);
            }
            URI base = configuration.endpoint().base();
            byte[] message = RecordMessage.of(
                    request, base, parts.reference(id.getResourceType(), id.getIdPart()), parts, Instant.now());
            // What is checked is what is carried, and not what a page seemed to say.
            Bundle carried =
                    connection.context().newJsonParser().parseResource(Bundle.class, RecordMessage.text(message));
            if (!person.isAbout(carried)) {
                throw new UnusableAnswerException(FailureCode.WRONG_PERSON);
            }
            return new Outcome.Given(message);
        }

        /** By POST, so that the number is not in an address. */
        private IdType find() {
            Bundle found = exchange(() -> client.search()
                    .forResource(Patient.class)
                    .where(Patient.IDENTIFIER.exactly().systemAndIdentifier(NhsNumber.SYSTEM, number))
                    .usingStyle(SearchStyleEnum.POST)
                    .returnBundle(Bundle.class)
                    .accept(JSON)
                    .withAdditionalHeader(PREFER, STRICT)
                    .execute());
            foundOn = connection.answer();
            List<Patient> patients = found.getEntry().stream()
                    .map(BundleEntryComponent::getResource)
                    .filter(Patient.class::isInstance)
                    .map(Patient.class::cast)
                    .toList();
            if (patients.size() != 1 || found.getLink(Bundle.LINK_NEXT) != null) {
                throw new UnusableAnswerException(FailureCode.RECORD_NOT_FOUND);
            }
            Patient patient = patients.get(0);
            if (!person.isOf(patient)) {
                throw new UnusableAnswerException(FailureCode.WRONG_PERSON);
            }
            String id = patient.getIdElement().getIdPart();
            if (id == null || !ID.matcher(id).matches()) {
                throw new UnusableAnswerException(FailureCode.UNREADABLE);
            }
            return new IdType("Patient", id);
        }

        private Bundle everything(IdType id) {
            return client.operation()
                    .onInstance(id)
                    .named("$everything")
                    .withNoParameters(Parameters.class)
                    .useHttpGet()
                    .returnResourceType(Bundle.class)
                    .accept(JSON)
                    .execute();
        }

        /** Keeps the resources of an answer as they came, page after page. */
        private void pages(Supplier<Bundle> first) {
            Optional<String> next = kept(first);
            for (int number = 1; next.isPresent(); number++) {
                if (number >= configuration.limits().pages()) {
                    throw new UnusableAnswerException(FailureCode.OVERSIZED);
                }
                String link = PageLink.checked(configuration.endpoint().base(), next.get())
                        .toString();
                next = kept(() -> client.loadPage()
                        .byUrl(link)
                        .andReturnBundle(Bundle.class)
                        .accept(JSON)
                        .execute());
            }
        }

        /** Returns where the answer goes on. */
        private Optional<String> kept(Supplier<Bundle> request) {
            Bundle page = exchange(request);
            parts.add(connection.answer());
            return Optional.ofNullable(page.getLink(Bundle.LINK_NEXT)).map(Bundle.BundleLinkComponent::getUrl);
        }

        private Bundle exchange(Supplier<Bundle> request) {
            connection.begin();
            Bundle page = request.get();
            bytes += connection.answer().length;
            if (bytes > configuration.limits().bytes()) {
                throw new UnusableAnswerException(FailureCode.OVERSIZED);
            }
            return page;
        }
    }
}
