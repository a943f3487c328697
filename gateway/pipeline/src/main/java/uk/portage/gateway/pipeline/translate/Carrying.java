package uk.portage.gateway.pipeline.translate;

import java.time.Duration;
import java.util.List;
import uk.portage.adapter.spi.Translation;
import uk.portage.gateway.pipeline.record.Facts;
import uk.portage.gateway.pipeline.route.Router;
import uk.portage.gateway.pipeline.route.Routing;
import uk.portage.gateway.pipeline.validate.BundleValidator;
import uk.portage.gateway.store.SubmissionRow;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;

/** Translate, validate, route: from bytes to bundle and destinations, without a trace. Safe for use by many threads. */
final class Carrying {

    private final Translators translators;
    private final BundleValidator validator;
    private final Router router;
    private final Meters meters;

    Carrying(Translators translators, BundleValidator validator, Router router, Meters meters) {
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
        byte[] bundle = JsonBytes.of(translated.bundle());
        Duration translating = meters.translated(submission, "TRANSLATED", begun);
        long validation = System.nanoTime();
        boolean valid = validator.isValid(translated.bundle());
        Duration validating = meters.validated(valid, validation);
        Routing routing = router.route(submission, caseload);
        Facts facts = new Facts(
                bundle.length,
                Facts.counted(translated.losses()),
                translated.rightPerson(),
                valid,
                translating,
                validating);
        return new Carried.Whole(bundle, Sha256.of(bundle), facts, routing);
    }
}
