package uk.portage.gateway.mailbox;

import java.net.URI;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.Subscription;

/**
 * A subscription as the FHIR R4 resource of the Subscriptions R5 Backport (STU 1.1): one topic, a rest-hook, ids only.
 *
 * @param endpoint where notifications go
 * @param headers to be sent with them
 */
public record SubscriptionResource(URI endpoint, List<String> headers) {

    /** The one topic: a transfer has come into the mailbox of whoever subscribes. */
    public static final String TOPIC = "https://portage.uk/fhir/SubscriptionTopic/new-transfer";

    static final String SECRET_EXTENSION = "https://portage.uk/fhir/StructureDefinition/signing-secret";

    private static final String BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/";
    private static final String PROFILE = BACKPORT + "backport-subscription";
    private static final String CONTENT = BACKPORT + "backport-payload-content";
    private static final String JSON = "application/fhir+json";
    private static final int MOST_HEADERS = 10;
    private static final int LONGEST_HEADER = 4096;
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}): ?([\\x20-\\x7E]*)");

    /** Those by which a request is framed, or that we set. */
    private static final Set<String> OURS = Set.of(
            "host",
            "connection",
            "content-length",
            "content-type",
            "content-encoding",
            "transfer-encoding",
            "expect",
            "upgrade",
            "te",
            "trailer",
            "x-portage-signature");

    /**
     * Reads what a destination asks for. What is not understood is refused: a subscription that does less than it says
     * leaves its owner waiting.
     *
     * @throws RefusedException if it asks for anything but what there is
     */
    static SubscriptionResource of(org.hl7.fhir.r4.model.Subscription sent, Set<URI> allowed) {
        if (sent.getStatus() != SubscriptionStatus.REQUESTED) {
            throw refused(IssueType.VALUE, "Subscription.status", "a new subscription has the status requested");
        }
        if (sent.hasModifierExtension() || sent.hasImplicitRules() || sent.hasEnd()) {
            throw refused(
                    IssueType.NOT_SUPPORTED,
                    "Subscription",
                    "end, modifier extensions and implicit rules are not supported");
        }
        if (!TOPIC.equals(sent.getCriteria()) || sent.getCriteriaElement().hasExtension()) {
            throw refused(
                    IssueType.NOT_SUPPORTED,
                    "Subscription.criteria",
                    "the criteria must be the topic " + TOPIC + ", without filters");
        }
        var channel = sent.getChannel();
        if (channel.getType() != SubscriptionChannelType.RESTHOOK || channel.hasExtension()) {
            throw refused(
                    IssueType.NOT_SUPPORTED,
                    "Subscription.channel",
                    "the channel must be a rest-hook without extensions");
        }
        if (!JSON.equals(channel.getPayload()) || !isIdOnly(channel.getPayloadElement())) {
            throw refused(
                    IssueType.NOT_SUPPORTED,
                    "Subscription.channel.payload",
                    "the payload must be " + JSON + " with the content id-only");
        }
        List<String> headers =
                channel.getHeader().stream().map(StringType::getValue).toList();
        if (headers.size() > MOST_HEADERS || !headers.stream().allMatch(SubscriptionResource::isAllowed)) {
            throw refused(
                    IssueType.VALUE,
                    "Subscription.channel.header",
                    "a header is a name, a colon and a value in ASCII, and none that frames a request; " + MOST_HEADERS
                            + " at most");
        }
        return new SubscriptionResource(endpoint(channel.getEndpoint(), allowed), headers);
    }

    private static boolean isIdOnly(PrimitiveType<?> payload) {
        return payload.getExtension().size() == 1
                && payload.getExtension().get(0).getUrl().equals(CONTENT)
                && payload.getExtension().get(0).getValue() instanceof CodeType code
                && "id-only".equals(code.getValue());
    }

    private static boolean isAllowed(String header) {
        var matcher = HEADER.matcher(header);
        return header.length() <= LONGEST_HEADER
                && matcher.matches()
                && !OURS.contains(matcher.group(1).toLowerCase(Locale.ROOT));
    }

    /** A request from inside may reach what a caller cannot: only the operator says where to. */
    private static URI endpoint(String text, Set<URI> allowed) {
        Optional<URI> endpoint = Optional.ofNullable(text)
                .flatMap(SubscriptionResource::uri)
                .filter(uri -> allowed.stream().anyMatch(host -> isAt(uri, host)));
        return endpoint.orElseThrow(() -> refused(
                IssueType.BUSINESS_RULE,
                "Subscription.channel.endpoint",
                "the endpoint must be on a host that the operator of this gateway has allowed for its owner"));
    }

    private static Optional<URI> uri(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null
                    ? Optional.empty()
                    : Optional.of(uri);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** True if an endpoint is on a host: the same scheme, name and port. */
    public static boolean isAt(URI endpoint, URI host) {
        return host.getScheme().equalsIgnoreCase(endpoint.getScheme())
                && host.getHost().equalsIgnoreCase(endpoint.getHost())
                && port(host) == port(endpoint);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    /**
     * As its owner sees it: without the headers, which may be a credential.
     *
     * @param secret in hexadecimal digits, shown once
     */
    static org.hl7.fhir.r4.model.Subscription of(Subscription kept, Optional<String> secret) {
        var resource = new org.hl7.fhir.r4.model.Subscription();
        resource.setId(kept.id());
        resource.getMeta()
                .addProfile(PROFILE)
                .setLastUpdatedElement(new InstantType(
                        Date.from(kept.createdAt()),
                        ca.uhn.fhir.model.api.TemporalPrecisionEnum.MILLI,
                        TimeZone.getTimeZone("UTC")));
        secret.ifPresent(s -> resource.addExtension(new Extension(SECRET_EXTENSION, new StringType(s))));
        resource.setStatus(
                switch (kept.progress().status()) {
                    case REQUESTED -> SubscriptionStatus.REQUESTED;
                    case ACTIVE -> SubscriptionStatus.ACTIVE;
                    case ERROR -> SubscriptionStatus.ERROR;
                });
        if (!kept.progress().error().isEmpty()) {
            resource.setError(kept.progress().error());
        }
        resource.setReason("New transfers");
        resource.setCriteria(TOPIC);
        var channel = resource.getChannel();
        channel.setType(SubscriptionChannelType.RESTHOOK);
        channel.setEndpoint(kept.endpoint());
        channel.setPayload(JSON);
        channel.getPayloadElement().addExtension(new Extension(CONTENT, new CodeType("id-only")));
        return resource;
    }

    private static RefusedException refused(IssueType type, String expression, String text) {
        return new RefusedException(Refusal.unprocessable(type, expression, text));
    }
}
