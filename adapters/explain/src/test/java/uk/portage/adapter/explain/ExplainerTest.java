package uk.portage.adapter.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static uk.portage.adapter.explain.Messages.HEADER;
import static uk.portage.adapter.explain.Messages.PERSON;
import static uk.portage.adapter.explain.Messages.document;
import static uk.portage.adapter.explain.Messages.element;
import static uk.portage.adapter.explain.Messages.explained;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import uk.portage.adapter.explain.Explanation.Explained;
import uk.portage.adapter.hl7v2.Hl7v2Adapter;
import uk.portage.adapter.spi.Acknowledger;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourceFormat;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.adapter.spi.layout.LayoutReader;
import uk.portage.adapter.spi.proof.LeafInventory;

class ExplainerTest {

    private static final int EVERY_SAMPLE = 1;
    private static final int SOME_SAMPLES = 15;

    @Test
    void an_element_is_found_where_it_went() {
        Explained explained = explained(HEADER, PERSON);

        ExplainedElement family = element(explained, "PID[1]-5[1].1");
        assertThat(family.outcome()).isEqualTo(Outcome.CARRIED);
        assertThat(family.element().name()).isEqualTo("patient name: family name");
        assertThat(family.targets()).singleElement().satisfies(target -> {
            assertThat(target.path()).isEqualTo("Patient.name[0].family");
            assertThat(target.value()).isEqualTo("TESTWICK");
            assertThat(explained.bundle().at(target.pointer()).asText()).isEqualTo("TESTWICK");
        });
        assertThat(element(explained, "PID[1]-7[1]").targets())
                .extracting(Target::path)
                .containsExactly("Patient.birthDate");
    }

    @Test
    void an_element_that_went_to_several_places_has_them_all_its_own_value_first() {
        ExplainedElement sex = element(explained(HEADER, PERSON), "PID[1]-8[1]");

        assertThat(sex.targets()).extracting(Target::value).startsWith("2").contains("female");
    }

    @Test
    void an_element_with_a_loss_has_its_kind_and_its_place_if_it_has_one() {
        Explained explained = explained(HEADER, PERSON + "||||||||ZZ", "ZZZ|nobody maps this");

        ExplainedElement marital = element(explained, "PID[1]-16[1]");
        assertThat(marital.outcome()).isEqualTo(Outcome.CARRIED_WITH_LOSS);
        assertThat(marital.loss()).contains(LossKind.UNKNOWN_CODE);
        assertThat(marital.targets()).extracting(Target::path).contains("Patient.maritalStatus.coding[0].code");
        ExplainedElement unmapped = element(explained, "ZZZ[1]-1[1]");
        assertThat(unmapped.outcome()).isEqualTo(Outcome.LOST);
        assertThat(unmapped.words()).startsWith("NO_TARGET: ");
    }

    @Test
    void one_person_named_twice_is_found_in_the_one_resource_both_times() {
        String clinician = "C9990001^PEREGRINE^Ada";
        Explained explained = explained(HEADER, PERSON, "PV1|1|I|||||" + clinician + "||" + clinician);

        for (String path : List.of("PV1[1]-7[1].2", "PV1[1]-9[1].2")) {
            assertThat(element(explained, path).targets())
                    .as(path)
                    .extracting(Target::path)
                    .first()
                    .isEqualTo("Practitioner.name[0].family");
        }
    }

    @Test
    void what_only_frames_the_document_is_said_to() {
        Explained explained = explained(HEADER, PERSON);

        for (String path : List.of("MSH[1]-1", "MSH[1]-2", "PID[1]-1[1]")) {
            assertThat(element(explained, path).outcome()).as(path).isEqualTo(Outcome.FRAMING);
        }
    }

    @Test
    void a_refused_document_has_no_explanation_but_the_reason() {
        Explanation refused = new Explainer(new Hl7v2Adapter(), Messages.CONTEXT)
                .explain("none.hl7", document("MSH|^~\\&|PAS|RZ9|||1||ADT^A01||P|2.4", PERSON), Progress.SILENT);

        assertThat(refused)
                .isInstanceOfSatisfying(
                        Explanation.Refused.class, r -> assertThat(r.code()).isEqualTo(FailureCode.MISSING_REQUIRED));
    }

    @TestFactory
    Stream<DynamicTest> each_element_of_a_message_is_explained_once() {
        return Messages.golden().stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), () -> isWhole(Messages.read(file), true)));
    }

    @Test
    void messages_of_many_senders_are_explained() throws IOException {
        explainSamples(SOME_SAMPLES);
    }

    @Test
    @Tag("slow")
    void all_messages_of_many_senders_are_explained() throws IOException {
        explainSamples(EVERY_SAMPLE);
    }

    private static void explainSamples(int step) throws IOException {
        Optional<Path> samples = Messages.samples();
        assumeTrue(samples.isPresent(), "no folder of public messages");
        int number = 0;
        try (Stream<Path> files = Files.walk(samples.get())) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".hl7")).sorted().toList()) {
                if (number++ % step == 0) {
                    isWhole(Messages.read(file), false);
                }
            }
        }
    }

    private static void isWhole(SourceDocument document, boolean understood) {
        Explanation explanation =
                new Explainer(new Hl7v2Adapter(), Messages.CONTEXT).explain("m", document, Progress.SILENT);
        if (!understood && explanation instanceof Explanation.Refused) {
            return;
        }
        Explained explained = (Explained) explanation;
        assertThat(explained
                        .elements()
                        .filter(e -> e.outcome() != Outcome.FRAMING)
                        .map(e -> e.element().path()))
                .containsExactlyElementsOf(new Hl7v2Adapter()
                        .leaves().leaves(document).stream()
                                .map(leaf -> leaf.path())
                                .toList());
        explained.elements().forEach(element -> {
            String path = element.element().path().text();
            element.targets()
                    .forEach(target -> assertThat(
                                    explained.bundle().at(target.pointer()).isMissingNode())
                            .as(path)
                            .isFalse());
            if (understood) {
                assertThat(element.outcome()).as(path).isNotEqualTo(Outcome.WITHOUT_EFFECT);
            }
            if (element.outcome() == Outcome.CARRIED) {
                assertThat(element.targets()).as(path).isNotEmpty();
            }
        });
    }

    @Test
    void the_same_bytes_are_explained_the_same_way() {
        SourceDocument document = Messages.read(Messages.golden().get(0));

        assertThat(JsonReport.of(explained(document))).isEqualTo(JsonReport.of(explained(document)));
    }

    @Test
    void a_large_message_is_explained_within_a_limit_and_its_losses_are_all_told() {
        String[] segments = new String[303];
        segments[302] = "ZZZ|nobody maps this";
        segments[0] = HEADER.replace("ADT^A01^ADT_A01", "ORU^R01^ORU_R01");
        segments[1] = PERSON;
        for (int i = 2; i < 302; i++) {
            segments[i] = "OBX|" + (i - 1) + "|NM|T" + i + "^Test^L||" + i + "|||||||||||||||||||lost";
        }
        Counted counted = new Counted(new Hl7v2Adapter(), new AtomicInteger());
        AtomicInteger heard = new AtomicInteger();

        Explained explained = (Explained) new Explainer(counted, Messages.CONTEXT, 30_000_000L)
                .explain("large.hl7", document(segments), (done, total) -> heard.incrementAndGet());

        assertThat(counted.translations().get()).isBetween(50, 300);
        assertThat(explained.counts().get(Outcome.NOT_LOOKED_FOR)).isGreaterThan(1000);
        assertThat(heard.get()).isEqualTo((int) explained.elements().count());
        assertThat(element(explained, "ZZZ[1]-1[1]").outcome()).isEqualTo(Outcome.LOST);
    }

    /** Counts how often a document is translated. */
    private record Counted(Adapter adapter, AtomicInteger translations) implements Adapter, SourceFormat {

        @Override
        public String name() {
            return adapter.name();
        }

        @Override
        public SourceFormat format() {
            return this;
        }

        @Override
        public Acknowledger acknowledger() {
            return adapter.acknowledger();
        }

        @Override
        public LeafInventory leaves() {
            return adapter.leaves();
        }

        @Override
        public Optional<LayoutReader> layouts() {
            return adapter.layouts();
        }

        @Override
        public Identification identify(SourceDocument document) {
            return adapter.format().identify(document);
        }

        @Override
        public Translation translate(SourceDocument document, TranslationContext context) {
            translations.incrementAndGet();
            return adapter.format().translate(document, context);
        }
    }
}
