package uk.portage.adapter.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourceFormat;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.Translation.Translated;
import uk.portage.adapter.spi.TranslationContext;

/** A contract that passes everything proves nothing: each fault must fail the test that is there for it. */
class ContractCatchesFaultsTest {

    @Test
    void a_silent_drop_is_detected() {
        AdapterContract contract = contract(new NotesAdapter("NAME"));
        assertThatThrownBy(() -> run(contract.golden_files_lose_nothing_silently()))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(contract::damaged_inputs_lose_nothing_silently).isInstanceOf(AssertionError.class);
    }

    @Test
    void a_dropped_allergy_is_detected_even_if_the_original_is_attached() {
        AdapterContract contract = contract(new NotesAdapter("ALLERGY"));
        assertThatThrownBy(() -> run(contract.what_people_may_come_to_harm_without_is_carried_whole()))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void an_adapter_that_forgets_nothing_passes() {
        AdapterContract contract = contract(new NotesAdapter("NO-SUCH-KEY"));
        assertThatCode(() -> run(contract.golden_files_lose_nothing_silently())).doesNotThrowAnyException();
    }

    @Test
    void an_exception_on_damaged_input_is_detected() {
        AdapterContract contract = contract(new Faulty() {
            @Override
            Translation fault(SourceDocument document, Translation translation) {
                if (document.size() > 2_000) {
                    throw new IllegalStateException("too much");
                }
                return translation;
            }
        });
        assertThatThrownBy(contract::damaged_inputs_never_throw_and_never_take_long)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("portage.damage.seed");
    }

    @Test
    void a_bundle_that_changes_is_detected() {
        AtomicInteger calls = new AtomicInteger();
        AdapterContract contract = contract(new Faulty() {
            @Override
            Translation fault(SourceDocument document, Translation translation) {
                if (translation instanceof Translated translated) {
                    translated.bundle().getEntryFirstRep().getResource().setId("id-" + calls.incrementAndGet());
                }
                return translation;
            }
        });
        assertThatThrownBy(() -> run(contract.the_same_bytes_give_the_same_bundle()))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void a_changed_translation_is_detected() {
        AdapterContract contract = contract(new Faulty() {
            @Override
            Translation fault(SourceDocument document, Translation translation) {
                if (translation instanceof Translated translated) {
                    ((Patient) translated.bundle().getEntryFirstRep().getResource()).setActive(true);
                }
                return translation;
            }
        });
        assertThatThrownBy(() -> run(contract.golden_files_are_translated_as_written()))
                .isInstanceOf(AssertionError.class);
    }

    private static AdapterContract contract(Adapter adapter) {
        return new GivenContract(adapter);
    }

    private static void run(Stream<DynamicTest> tests) throws Throwable {
        for (DynamicTest test : tests.toList()) {
            test.getExecutable().execute();
        }
    }

    private abstract static class Faulty extends NotesAdapter {

        abstract Translation fault(SourceDocument document, Translation translation);

        @Override
        public SourceFormat format() {
            SourceFormat format = super.format();
            return new SourceFormat() {
                @Override
                public Identification identify(SourceDocument document) {
                    return format.identify(document);
                }

                @Override
                public Translation translate(SourceDocument document, TranslationContext context) {
                    return fault(document, format.translate(document, context));
                }
            };
        }
    }
}
