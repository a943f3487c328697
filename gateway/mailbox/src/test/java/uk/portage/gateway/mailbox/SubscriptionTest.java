package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static uk.portage.gateway.mailbox.MailboxServer.COUNCIL;
import static uk.portage.gateway.mailbox.MailboxServer.FHIR;
import static uk.portage.gateway.mailbox.MailboxServer.OTHER_COUNCIL;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTest {

    private static final String CONTENT =
            "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content";

    private static MailboxServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new MailboxServer(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void a_subscription_is_made_and_shows_its_secret_once_and_its_headers_never() {
        HttpResponse<String> made = post(wanted(s -> s.getChannel().addHeader("Authorization: Bearer hook-secret")));
        assertThat(made.statusCode()).isEqualTo(201);
        Subscription subscription = subscription(made);
        assertThat(made.headers().firstValue("Location"))
                .contains(server.url(
                        "/fhir/Subscription/" + subscription.getIdElement().getIdPart()));
        assertThat(((StringType) subscription
                                .getExtensionByUrl(SubscriptionResource.SECRET_EXTENSION)
                                .getValue())
                        .getValue())
                .matches("[0-9a-f]{64}");
        HttpResponse<String> read = server.get(COUNCIL, path(subscription));
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(subscription(read).getStatus()).isEqualTo(SubscriptionStatus.REQUESTED);
        assertThat(read.body() + made.body()).doesNotContain("hook-secret");
        assertThat(read.body()).doesNotContain("signing-secret");
        assertThat(MailboxServer.bundle(server.get(COUNCIL, "/fhir/Subscription"))
                        .getEntry())
                .anyMatch(entry -> entry.getResource()
                        .getIdElement()
                        .getIdPart()
                        .equals(subscription.getIdElement().getIdPart()));
    }

    @Test
    void a_subscription_of_another_organisation_does_not_exist() {
        Subscription theirs = subscription(post(wanted(s -> {})));
        assertThat(server.get(OTHER_COUNCIL, path(theirs)).statusCode()).isEqualTo(404);
        assertThat(server.request("DELETE", path(theirs))
                        .as(OTHER_COUNCIL)
                        .send()
                        .statusCode())
                .isEqualTo(404);
        assertThat(MailboxServer.bundle(server.get(OTHER_COUNCIL, "/fhir/Subscription"))
                        .getEntry())
                .isEmpty();
        assertThat(server.request("DELETE", path(theirs)).send().statusCode()).isEqualTo(204);
        assertThat(server.get(COUNCIL, path(theirs)).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest",
                "https://hooks.example.org.evil.example/x",
                "https://hooks.example.org:8443/x",
                "http://hooks.example.org/x",
                "https://user@hooks.example.org/x",
                "https://evil.example/?https://hooks.example.org",
                "file:///etc/passwd",
                "not an address"
            })
    void an_endpoint_on_a_host_that_the_operator_has_not_allowed_is_refused(String endpoint) {
        HttpResponse<String> refused = post(wanted(s -> s.getChannel().setEndpoint(endpoint)));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("Subscription.channel.endpoint").doesNotContain("evil", "169");
    }

    @Test
    void who_has_no_host_has_no_subscription() {
        assertThat(server.request("POST", "/fhir/Subscription")
                        .as(OTHER_COUNCIL)
                        .json(wanted(s -> {}))
                        .send()
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void what_is_not_there_is_refused_and_not_passed_over() {
        assertThat(refused(s -> s.setStatus(SubscriptionStatus.ACTIVE))).isEqualTo("Subscription.status");
        assertThat(refused(s -> s.setCriteria("Task?status=requested"))).isEqualTo("Subscription.criteria");
        assertThat(refused(s -> s.getCriteriaElement().addExtension(new Extension("https://x.example/f"))))
                .isEqualTo("Subscription.criteria");
        assertThat(refused(s -> s.getChannel().setType(SubscriptionChannelType.EMAIL)))
                .isEqualTo("Subscription.channel");
        assertThat(refused(s -> s.getChannel()
                        .getPayloadElement()
                        .getExtension()
                        .get(0)
                        .setValue(new CodeType("full-resource"))))
                .isEqualTo("Subscription.channel.payload");
        assertThat(refused(s -> s.getChannel().addHeader("Host: inside"))).isEqualTo("Subscription.channel.header");
        assertThat(refused(s -> s.getChannel().addHeader("X: a\r\nHost: inside")))
                .isEqualTo("Subscription.channel.header");
        assertThat(refused(s -> s.getChannel().addHeader("X-Portage-Signature: sha256=00")))
                .isEqualTo("Subscription.channel.header");
    }

    private static String refused(Consumer<Subscription> change) {
        HttpResponse<String> response = post(wanted(change));
        assertThat(response.statusCode()).isEqualTo(422);
        return FHIR.newJsonParser()
                .parseResource(org.hl7.fhir.r4.model.OperationOutcome.class, response.body())
                .getIssueFirstRep()
                .getExpression()
                .get(0)
                .getValue();
    }

    private static Subscription wanted(Consumer<Subscription> change) {
        Subscription subscription = new Subscription();
        subscription.setStatus(SubscriptionStatus.REQUESTED);
        subscription.setReason("New transfers");
        subscription.setCriteria(SubscriptionResource.TOPIC);
        subscription
                .getChannel()
                .setType(SubscriptionChannelType.RESTHOOK)
                .setEndpoint("https://hooks.example.org/portage")
                .setPayload("application/fhir+json");
        subscription.getChannel().getPayloadElement().addExtension(new Extension(CONTENT, new CodeType("id-only")));
        change.accept(subscription);
        return subscription;
    }

    private static HttpResponse<String> post(Subscription subscription) {
        return server.request("POST", "/fhir/Subscription").json(subscription).send();
    }

    private static Subscription subscription(HttpResponse<String> response) {
        return FHIR.newJsonParser().parseResource(Subscription.class, response.body());
    }

    private static String path(Subscription subscription) {
        return "/fhir/Subscription/" + subscription.getIdElement().getIdPart();
    }
}
