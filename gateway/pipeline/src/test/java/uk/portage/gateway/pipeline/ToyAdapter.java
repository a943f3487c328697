package uk.portage.gateway.pipeline;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.spi.Acknowledger;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.adapter.spi.Envelope;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.Matter;
import uk.portage.adapter.spi.PersonIdentifier;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourceFormat;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.adapter.spi.Workflow;
import uk.portage.adapter.spi.proof.LeafInventory;

/**
 * A format of one line: {@code id|person|facility|step}. A fifth field {@code T} marks a test record, {@code old} an
 * event of long ago, {@code hidden} a person who must not be found, {@code dissent} one who refuses to share,
 * {@code merge=p} that person p is this one, {@code begins=v}, {@code cancels=v} and {@code corrects=v} what becomes of
 * visit v.
 */
final class ToyAdapter implements Adapter, SourceFormat {

    static final String HIDING_PLACE = "ZZPLACE 17";

    /** Persons for whom the translator throws, as a faulty one would. */
    final Set<String> poisoned = ConcurrentHashMap.newKeySet();

    /** True once step -1 can be translated. */
    volatile boolean mended;

    static SourceDocument document(String id, String person, String facility, int step) {
        return SourceDocument.of((id + "|" + person + "|" + facility + "|" + step).getBytes(StandardCharsets.UTF_8));
    }

    static String[] fields(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).split("\\|", -1);
    }

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public SourceFormat format() {
        return this;
    }

    @Override
    public Acknowledger acknowledger() {
        return (document, answer, now) -> answer.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public LeafInventory leaves() {
        throw new UnsupportedOperationException("not part of these tests");
    }

    @Override
    public Identification identify(SourceDocument document) {
        String[] fields = fields(document.bytes());
        return new Identification.Identified(new Envelope(
                "TOY",
                merged(fields).isEmpty() ? Workflow.ADMISSION_NOTICE : Workflow.IDENTITY_MERGE,
                fields[0],
                "toy",
                "WARD",
                fields[2],
                Optional.of(Instant.now().minus(Duration.ofHours(isOld(fields) ? 1000 : 1))),
                Optional.of(named(fields[1])),
                merged(fields),
                !merged(fields).isEmpty(),
                matter(fields),
                fields.length > 4 && fields[4].equals("T")));
    }

    private static Coding label(String system, String code) {
        return new Coding()
                .setSystem("http://terminology.hl7.org/CodeSystem/" + system)
                .setCode(code);
    }

    private static List<PersonIdentifier> merged(String[] fields) {
        return fields.length > 4 && fields[4].startsWith("merge=")
                ? List.of(named(fields[4].substring("merge=".length())))
                : List.of();
    }

    private static Optional<Matter> matter(String[] fields) {
        return fields.length > 4
                ? Arrays.stream(Matter.Effect.values())
                        .filter(effect -> fields[4].startsWith(effect.name().toLowerCase(Locale.ROOT) + "="))
                        .map(effect -> new Matter(
                                Matter.Kind.VISIT,
                                "TOY",
                                fields[4].substring(fields[4].indexOf('=') + 1),
                                effect,
                                effect == Matter.Effect.BEGINS ? Set.of() : Set.of("TOY")))
                        .findFirst()
                : Optional.empty();
    }

    private static PersonIdentifier named(String person) {
        return new PersonIdentifier(PersonIdentifier.Kind.LOCAL, "TOY", person);
    }

    private static boolean isOld(String[] fields) {
        return fields.length > 4 && fields[4].equals("old");
    }

    @Override
    public Translation translate(SourceDocument document, TranslationContext context) {
        String[] fields = fields(document.bytes());
        if (poisoned.contains(fields[1])) {
            throw new NumberFormatException("For input string: \"ZZCANARY\"");
        }
        if (fields[3].equals("-1") && !mended) {
            return new Translation.Refused(FailureCode.INVALID_VALUE, List.of(new SourcePath("4")));
        }
        Bundle bundle = new Bundle().setType(Bundle.BundleType.COLLECTION);
        Patient patient = new Patient();
        patient.addIdentifier().setValue(fields[1]);
        patient.addName().setText("step " + fields[3]);
        if (fields.length > 4 && fields[4].equals("hidden")) {
            patient.getMeta().addSecurity(label("v3-Confidentiality", "R"));
            patient.addAddress().setText(HIDING_PLACE);
        }
        if (fields.length > 4 && fields[4].equals("dissent")) {
            bundle.getMeta().addSecurity(label("v3-ActCode", "NODSCLCD"));
        }
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + DerivedId.of("toy", fields[0]))
                .setResource(patient);
        return new Translation.Translated(
                bundle, List.of(new Loss(new SourcePath("1"), LossKind.NO_TARGET)), List.of(), true);
    }
}
