package uk.portage.gateway.pipeline.translate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import uk.portage.adapter.spi.Translation;
import uk.portage.fhir.profiles.EncodedBundle;
import uk.portage.gateway.pipeline.record.Facts;
import uk.portage.gateway.pipeline.route.Recipient;
import uk.portage.gateway.pipeline.route.Router;
import uk.portage.gateway.pipeline.route.Routing;
import uk.portage.gateway.pipeline.validate.BundleValidator;
import uk.portage.gateway.pipeline.withhold.LocationWithholding;
import uk.portage.gateway.pipeline.withhold.Markings;
import uk.portage.gateway.pipeline.withhold.Restricted;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SearchKey;
import uk.portage.gateway.transfer.Sha256;

/** Translate, validate, route: from bytes to bundle and destinations, without a trace. Safe for use by many threads. */
final class Carrying {

    private final Translators translators;
    private final BundleValidator validator;
    private final Router router;
    private final byte[] siteKey;
    private final Meters meters;

    Carrying(Translators translators, BundleValidator validator, Router router, byte[] siteKey, Meters meters) {
        this.siteKey = siteKey.clone();
        this.translators = translators;
        this.validator = validator;
        this.router = router;
        this.meters = meters;
    }

    /** @param caseload the destinations that have registered the person */
    Carried carry(SubmissionRow submission, byte[] document, List<OdsCode> caseload) {
        long begun = System.nanoTime();
        Translation translation = translators.translate(submission.format(), submission.sender(), document);
        if (translation instanceof Translation.Refused refused) {
            Duration translating = meters.translated(submission, refused.code().name(), begun);
            return new Carried.Refused(refused.code(), translating);
        }
        Translation.Translated translated = (Translation.Translated) translation;
        Duration translating = meters.translated(submission, "TRANSLATED", begun);
        long validation = System.nanoTime();
        EncodedBundle encoded = validator.validate(translated.bundle());
        Duration validating = meters.validated(encoded.isSound(), validation);
        byte[] bundle = encoded.json();
        Set<SearchKey> numbers = Numbers.of(siteKey, translated.bundle());
        Markings markings = Markings.of(translated.bundle());
        Routing routing = router.route(submission, caseload, markings);
        Facts facts = new Facts(
                bundle.length,
                Facts.counted(translated.losses()),
                Facts.byElement(translated.losses()),
                translated.rightPerson(),
                encoded.isSound(),
                translating,
                validating);
        Optional<Carried.Withheld> restricted = isGivenRestricted(routing)
                ? Optional.of(restricted(submission, translated.bundle(), facts))
                : Optional.empty();
        return new Carried.Translated(
                new Carried.Rendered(bundle, Sha256.of(bundle), facts), restricted, routing, markings, numbers);
    }

    private static boolean isGivenRestricted(Routing routing) {
        List<Recipient> recipients = List.of();
        if (routing instanceof Routing.To to) {
            recipients = to.recipients();
        } else if (routing instanceof Routing.Excluded excluded) {
            recipients = excluded.recipients();
        }
        return recipients.stream().anyMatch(recipient -> recipient.rendering() != Rendering.WHOLE);
    }

    private Carried.Withheld restricted(SubmissionRow submission, Bundle whole, Facts facts) {
        Restricted restricted =
                LocationWithholding.restrict(whole, submission.id().toString());
        EncodedBundle encoded = validator.validate(restricted.bundle());
        byte[] bundle = encoded.json();
        return new Carried.Withheld(
                new Carried.Rendered(bundle, Sha256.of(bundle), facts.of(bundle.length, encoded.isSound())),
                restricted.withheld());
    }
}
