package uk.portage.adapter.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.SiteField;
import uk.portage.adapter.spi.SiteField.Kind;
import uk.portage.adapter.spi.SiteField.Subject;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.adapter.spi.proof.NoLossProof;
import uk.portage.fhir.profiles.BundleCheck;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;

/** A Z field that a site has named is carried; one it has not named is a loss, as before. */
class SiteFieldsTest {

    private static final String OWN = "https://portage.uk/fhir/StructureDefinition/site-";
    private static final String MESSAGE = "MSH|^~\\&|PAS|RCB55|PORTAGE|COUNCIL|20261120093100||ADT^A01|M1|P|2.4\r"
            + "EVN|A01|20261120093000\r"
            + "PID|1||9990000018^^^NHS^NH||ZZTEST^SYNTHETIC||19500101|2\r"
            + "PV1|1|I|WARD1\r"
            + "ZBD|1|SIDE^Side room|20261120|2.5|KEYSAFE BY THE DOOR|K77^^^RCB^MR|unnamed\r"
            + "ZBD|2|BAY\r"
            + "ZU1|||||||||||||||||||||||||||||FIELD29\r";

    private static final List<SiteField> FIELDS = List.of(
            field("ZBD-2", Kind.CODE, "bed-type", Subject.ENCOUNTER, "https://trust.example/bed-type"),
            field("ZBD-3", Kind.DATE_TIME, "bed-since", Subject.ENCOUNTER, ""),
            field("ZBD-4", Kind.NUMBER, "bed-width", Subject.ENCOUNTER, ""),
            field("ZBD-5", Kind.TEXT, "key-safe", Subject.PATIENT, ""),
            field("ZBD-6", Kind.IDENTIFIER, "key-number", Subject.PATIENT, ""),
            field("ZU1-29", Kind.CODE, "own-visit-code", Subject.ENCOUNTER, ""),
            field("not a field", Kind.TEXT, "ignored", Subject.PATIENT, ""));

    @Test
    void a_named_field_is_an_extension_of_what_it_says_something_about() {
        Translation.Translated translated = translate(FIELDS);
        Encounter visit = only(translated.bundle(), Encounter.class);
        Patient patient = only(translated.bundle(), Patient.class);

        assertThat(values(visit, "bed-type")).hasSize(2).first().satisfies(value -> {
            CodeableConcept concept = (CodeableConcept) value;
            assertThat(concept.getCodingFirstRep().getSystem()).isEqualTo("https://trust.example/bed-type");
            assertThat(concept.getCodingFirstRep().getCode()).isEqualTo("SIDE");
        });
        assertThat(values(visit, "bed-since"))
                .singleElement()
                .satisfies(
                        v -> assertThat(((DateTimeType) v).getValueAsString()).isEqualTo("2026-11-20"));
        assertThat(values(visit, "bed-width"))
                .singleElement()
                .satisfies(v -> assertThat(((DecimalType) v).getValueAsString()).isEqualTo("2.5"));
        assertThat(values(patient, "key-safe")).singleElement().hasToString("KEYSAFE BY THE DOOR");
        assertThat(values(patient, "key-number")).hasSize(1);
        assertThat(values(visit, "own-visit-code"))
                .singleElement()
                .satisfies(v -> assertThat(
                                ((CodeableConcept) v).getCodingFirstRep().getSystem())
                        .contains("RCB"));
        assertThat(BundleCheck.standard().check(translated.bundle())).isEmpty();
    }

    @Test
    void what_is_named_is_no_loss_and_what_is_not_named_stays_one() {
        assertThat(losses(translate(List.of())))
                .contains("ZBD[1]-2[1].1", "ZBD[1]-5[1]", "ZBD[1]-7[1]", "ZU1[1]-29[1]");
        assertThat(losses(translate(FIELDS)).stream().filter(path -> path.startsWith("Z")))
                .containsExactly("ZBD[1]-1[1]", "ZBD[1]-7[1]", "ZBD[2]-1[1]");
        SourceDocument document = SourceDocument.of(MESSAGE.getBytes(StandardCharsets.UTF_8));
        NoLossProof proof = NoLossProof.of(
                document,
                new Hl7v2Adapter().leaves().leaves(document),
                translate(FIELDS),
                ConceptMapCodeMaps.standard());
        assertThat(proof.silentLosses()).isEmpty();
    }

    @Test
    void the_same_bytes_and_the_same_rules_give_the_same_bundle() {
        String first = json(translate(FIELDS));
        assertThat(json(translate(List.copyOf(FIELDS)))).isEqualTo(first);
        assertThat(json(translate(List.of()))).isNotEqualTo(first);
    }

    private static SiteField field(String path, Kind kind, String name, Subject onto, String system) {
        return new SiteField(new SourcePath(path), kind, name, onto, system);
    }

    private static Translation.Translated translate(List<SiteField> fields) {
        TranslationContext context =
                new TranslationContext("RCB", ZoneId.of("Europe/London"), ConceptMapCodeMaps.standard(), fields);
        return (Translation.Translated) new Hl7v2Adapter()
                .format()
                .translate(SourceDocument.of(MESSAGE.getBytes(StandardCharsets.UTF_8)), context);
    }

    private static List<String> losses(Translation.Translated translated) {
        return translated.losses().stream()
                .filter(loss -> loss.kind() == LossKind.NO_TARGET)
                .map(Loss::path)
                .map(SourcePath::text)
                .toList();
    }

    private static <T extends DomainResource> T only(Bundle bundle, Class<T> type) {
        return bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private static List<Type> values(DomainResource resource, String name) {
        return resource.getExtensionsByUrl(OWN + name).stream()
                .map(Extension::getValue)
                .toList();
    }

    private static String json(Translation.Translated translated) {
        return FhirContext.forR4Cached().newJsonParser().encodeResourceToString(translated.bundle());
    }
}
