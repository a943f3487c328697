package uk.portage.gateway.mailbox.push;

import ca.uhn.fhir.context.FhirContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.gateway.mailbox.SubscriptionResource;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Subscription;

/**
 * What an endpoint is told (Subscriptions R5 Backport STU 1.1, id-only): which Tasks are new, and nothing of the person.
 */
final class Notification {

    /** The header with the HMAC-SHA256 of the body, after {@code sha256=}, in hexadecimal digits. */
    static final String SIGNATURE = "X-Portage-Signature";

    private static final String PROFILE =
            "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-status-r4";

    private static final FhirContext CONTEXT = FhirContext.forR4Cached();
    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    private Notification() {}

    /**
     * The body, FHIR JSON in UTF-8.
     *
     * @param base the gateway's FHIR base
     * @param items what is new; nothing for the handshake
     */
    static byte[] of(URI base, Subscription subscription, List<MailboxItem> items, Instant now) {
        Parameters status = new Parameters();
        status.setId(UUID.randomUUID().toString());
        status.getMeta().addProfile(PROFILE);
        String address = base + "/Subscription/" + subscription.id();
        long events = subscription.progress().events();
        status.addParameter().setName("subscription").setValue(new Reference(address));
        status.addParameter().setName("topic").setValue(new CanonicalType(SubscriptionResource.TOPIC));
        status.addParameter().setName("status").setValue(new CodeType(items.isEmpty() ? "requested" : "active"));
        status.addParameter()
                .setName("type")
                .setValue(new CodeType(items.isEmpty() ? "handshake" : "event-notification"));
        status.addParameter()
                .setName("events-since-subscription-start")
                .setValue(new StringType(Long.toString(events + items.size())));
        Bundle bundle = new Bundle();
        bundle.setId(UUID.randomUUID().toString());
        bundle.setType(Bundle.BundleType.HISTORY);
        bundle.setTimestampElement(instant(now));
        Bundle.BundleEntryComponent first = bundle.addEntry()
                .setFullUrl("urn:uuid:" + status.getIdElement().getIdPart())
                .setResource(status);
        first.getRequest().setMethod(Bundle.HTTPVerb.GET).setUrl(address + "/$status");
        first.getResponse().setStatus("200");
        for (MailboxItem item : items) {
            String task = base + "/Task/" + item.transfer();
            events++;
            var event = status.addParameter().setName("notification-event");
            event.addPart().setName("event-number").setValue(new StringType(Long.toString(events)));
            event.addPart().setName("timestamp").setValue(instant(item.offeredAt()));
            event.addPart().setName("focus").setValue(new Reference(task));
            Bundle.BundleEntryComponent focus = bundle.addEntry().setFullUrl(task);
            focus.getRequest().setMethod(Bundle.HTTPVerb.POST).setUrl("Task");
            focus.getResponse().setStatus("201");
        }
        return CONTEXT.newJsonParser()
                .setOverrideResourceIdWithBundleEntryFullUrl(false)
                .encodeResourceToString(bundle)
                .getBytes(StandardCharsets.UTF_8);
    }

    static String signature(byte[] secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java machine has HMAC-SHA256", e);
        }
    }

    private static InstantType instant(Instant instant) {
        return new InstantType(Date.from(instant), ca.uhn.fhir.model.api.TemporalPrecisionEnum.MILLI, UTC);
    }
}
