package uk.portage.adapter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.formats.JsonParser;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.Translation.Refused;
import uk.portage.adapter.spi.Translation.Translated;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.adapter.spi.proof.ElementRecall;
import uk.portage.adapter.spi.proof.Leaf;
import uk.portage.adapter.spi.proof.NoLossProof;
import uk.portage.fhir.profiles.BundleCheck;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;
import uk.portage.fhir.profiles.FullValidator;

/**
 * What every adapter must pass. An adapter's test extends this class, names its adapter and puts golden files into
 * {@code src/test/resources/golden}; they are discovered, never listed.
 *
 * <p>System properties: {@code portage.golden.update=true} rewrites what golden files expect, and fails so that nobody
 * takes the run for a passed one; {@code portage.damage.seed} and {@code portage.damage.count} repeat or enlarge a run
 * over damaged inputs.
 */
public abstract class AdapterContract {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_\\[\\]().:/@#*-]+");
    private static final Instant ANSWERED = Instant.parse("2026-11-23T12:00:00Z");
    /**
     * One for all tests of a run, so that they meet the same damage; the same for every build, so that a failure is the
     * change's. Other seeds are tried on purpose.
     */
    private static final long SEED = Long.getLong("portage.damage.seed", 20_261_123L);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** The adapter under test; one instance serves all calls. */
    protected abstract Adapter adapter();

    /** Bytes with a meaning in the format, for storms of them. */
    protected byte[] delimiters() {
        return "|^~\\&\r\n\t<>/=\"'{}[]:,;".getBytes(StandardCharsets.US_ASCII);
    }

    /** What translations may know. */
    protected TranslationContext context() {
        return new TranslationContext("RCB", ZoneId.of("Europe/London"), ConceptMapCodeMaps.standard());
    }

    /** CPU time that no call may exceed, for documents up to half a megabyte. */
    protected Duration slowestCall() {
        return Duration.ofSeconds(2);
    }

    @Test
    void is_found_by_service_loader_under_a_stable_name() {
        assertThat(NAME.matcher(adapter().name()).matches()).isTrue();
        assertThat(ServiceLoader.load(Adapter.class).stream().map(ServiceLoader.Provider::type))
                .anyMatch(type -> type.isInstance(adapter()));
    }

    @TestFactory
    Stream<DynamicTest> golden_files_are_translated_as_written() {
        return eachGolden(golden -> {
            GoldenFile.Expected actual = GoldenFile.of(translate(golden.document()));
            if (Boolean.getBoolean("portage.golden.update")) {
                golden.update(actual);
                fail("golden file rewritten; look at the difference, then run again without portage.golden.update");
            }
            GoldenFile.Expected expected = golden.expected();
            assertThat(actual.refused()).isEqualTo(expected.refused());
            assertThat(actual.losses()).isEqualTo(expected.losses());
            assertThat(actual.bundle()).isEqualTo(expected.bundle());
        });
    }

    @TestFactory
    Stream<DynamicTest> golden_files_lose_nothing_silently() {
        return eachTranslated((document, translated) ->
                assertThat(proof(document, translated).silentLosses()).isEmpty());
    }

    @TestFactory
    Stream<DynamicTest> what_people_may_come_to_harm_without_is_carried_whole() {
        return eachTranslated((document, translated) ->
                assertThat(proof(document, translated).safetyLosses()).isEmpty());
    }

    @TestFactory
    Stream<DynamicTest> golden_bundles_pass_the_fast_check() {
        return eachTranslated((document, translated) ->
                assertThat(BundleCheck.standard().check(translated.bundle())).isEmpty());
    }

    @TestFactory
    Stream<DynamicTest> golden_bundles_say_the_same_when_they_are_read_again() {
        return eachTranslated((document, translated) -> {
            byte[] written = BundleCheck.standard().encode(translated.bundle()).json();
            JsonParser library = new JsonParser();
            assertThat(library.composeString(library.parse(written)))
                    .isEqualTo(library.composeString(translated.bundle()));
        });
    }

    @Tag("validator")
    @TestFactory
    Stream<DynamicTest> golden_bundles_are_valid() {
        return eachTranslated(
                (document, translated) -> assertThat(Validation.VALIDATOR.errorsQuotingTheRecord(translated.bundle()))
                        .isEmpty());
    }

    @TestFactory
    Stream<DynamicTest> what_can_be_translated_can_be_identified() {
        return eachTranslated((document, translated) ->
                assertThat(adapter().format().identify(document)).isInstanceOf(Identification.Identified.class));
    }

    @TestFactory
    Stream<DynamicTest> paths_name_elements_and_never_quote_them() {
        return eachGolden(golden -> {
            SourceDocument document = golden.document();
            List<String> values = adapter().leaves().leaves(document).stream()
                    .map(Leaf::value)
                    .filter(value -> value.length() > 5)
                    .toList();
            for (SourcePath path : paths(translate(document))) {
                assertThat(PATH.matcher(path.text()).matches()).as(path.text()).isTrue();
                assertThat(values).noneMatch(value -> path.text().contains(value));
            }
        });
    }

    /**
     * Tells how much is carried as itself, and how blind the comparison is: the share of one file's leaves that the
     * bundle of another file seems to carry, although that file does not say them.
     */
    @Test
    void element_recall_of_the_golden_files_is_told() {
        ElementRecall recall = ElementRecall.NONE;
        ElementRecall chance = ElementRecall.NONE;
        List<Leaf> others = List.of();
        for (GoldenFile golden : goldenFiles()) {
            SourceDocument document = golden.document();
            if (translate(document) instanceof Translated translated) {
                List<Leaf> leaves = adapter().leaves().leaves(document);
                recall = recall.plus(proof(document, translated).recall());
                chance = chance.plus(byChance(document, translated, leaves, others));
                others = leaves;
            }
        }
        System.out.println(adapter().name() + ": " + recall.found() + " of " + recall.populated()
                + " populated elements of the golden files are carried as themselves; " + chance.found() + " of "
                + chance.populated() + " that a file does not say are found in its bundle by chance");
        assertThat(recall.found()).isPositive();
    }

    private ElementRecall byChance(
            SourceDocument document, Translated translated, List<Leaf> leaves, List<Leaf> others) {
        Set<String> said = leaves.stream()
                .map(leaf -> leaf.value().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        List<Leaf> unsaid = others.stream()
                .filter(leaf -> !said.contains(leaf.value().toLowerCase(Locale.ROOT)))
                .toList();
        return NoLossProof.of(document, unsaid, translated, context().codeMaps())
                .recall();
    }

    @TestFactory
    Stream<DynamicTest> the_same_bytes_give_the_same_bundle() {
        return eachGolden(golden -> {
            String once = told(golden.document());
            assertThat(told(golden.document())).isEqualTo(once);
            assertThat(elsewhere(golden.document())).isEqualTo(once);
            assertThat(CompletableFuture.supplyAsync(() -> told(golden.document()))
                            .join())
                    .isEqualTo(once);
        });
    }

    @Tag("damage")
    @Test
    void damaged_inputs_never_throw_and_never_take_long() {
        eachDamaged((document, label) -> {
            withinTime(label + ", identify", () -> adapter().format().identify(document));
            withinTime(label + ", translate", () -> translate(document));
            withinTime(label + ", leaves", () -> adapter().leaves().leaves(document));
            withinTime(label + ", accept", () -> answer(document, new Answer.Accepted("receipt-1")));
            withinTime(
                    label + ", refuse", () -> answer(document, new Answer.Refused(FailureCode.UNREADABLE, List.of())));
        });
    }

    @Tag("damage")
    @Test
    void damaged_inputs_lose_nothing_silently() {
        eachDamaged((document, label) -> {
            if (translate(document) instanceof Translated translated) {
                assertThat(proof(document, translated).silentLosses()).as(label).isEmpty();
            }
        });
    }

    @Tag("damage")
    @Test
    void damaged_inputs_give_sound_bundles_or_none() {
        eachDamaged((document, label) -> {
            if (translate(document) instanceof Translated translated) {
                assertThat(BundleCheck.standard().check(translated.bundle()))
                        .as(label)
                        .isEmpty();
            }
        });
    }

    @Test
    void empty_and_tiny_documents_are_refused() {
        for (String text : List.of("", " ", "\r", "\0", "x", "\uFEFF")) {
            SourceDocument document = SourceDocument.of(text.getBytes(StandardCharsets.UTF_8));
            assertThat(adapter().format().identify(document)).isInstanceOf(Identification.Refused.class);
            assertThat(translate(document)).isInstanceOf(Refused.class);
            assertThat(answer(document, new Answer.Refused(FailureCode.UNREADABLE, List.of())))
                    .isNotNull();
        }
    }

    private Translation translate(SourceDocument document) {
        return adapter().format().translate(document, context());
    }

    private byte[] answer(SourceDocument document, Answer answer) {
        return adapter().acknowledger().answer(document, answer, ANSWERED);
    }

    private NoLossProof proof(SourceDocument document, Translated translated) {
        return NoLossProof.of(
                document,
                adapter().leaves().leaves(document),
                translated,
                context().codeMaps());
    }

    /** Everything a translation says, as text. */
    private String told(SourceDocument document) {
        Translation translation = translate(document);
        return translation instanceof Translated translated
                ? GoldenFile.compact(translated.bundle()) + translated.losses() + translated.findings()
                : translation.toString();
    }

    /** A language whose letter i has no dot when large: what depends on the default locale shows there. */
    protected Locale otherLocale() {
        return Locale.forLanguageTag("tr-TR");
    }

    /** In another language, and where noon is another time. */
    private String elsewhere(SourceDocument document) {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(otherLocale());
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Colombo"));
            return told(document);
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    private static List<SourcePath> paths(Translation translation) {
        if (translation instanceof Translated translated) {
            List<SourcePath> paths = new ArrayList<>();
            translated.losses().stream().map(Loss::path).forEach(paths::add);
            translated.findings().stream().map(Finding::path).forEach(paths::add);
            return paths;
        }
        return ((Refused) translation).where();
    }

    private void withinTime(String label, Runnable call) {
        long before = THREADS.getCurrentThreadCpuTime();
        try {
            call.run();
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(label + " threw " + e.getClass().getName(), e);
        }
        Duration taken = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - before);
        assertThat(taken).as(label).isLessThan(slowestCall());
    }

    private List<GoldenFile> goldenFiles() {
        List<GoldenFile> golden = GoldenFile.discover(getClass());
        assertThat(golden).as("golden files of " + getClass().getSimpleName()).isNotEmpty();
        return golden;
    }

    private Stream<DynamicTest> eachGolden(GoldenCheck check) {
        return goldenFiles().stream().map(golden -> DynamicTest.dynamicTest(golden.name(), () -> check.run(golden)));
    }

    private Stream<DynamicTest> eachTranslated(TranslatedCheck check) {
        return eachGolden(golden -> {
            if (translate(golden.document()) instanceof Translated translated) {
                try {
                    check.run(golden.document(), translated);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    private void eachDamaged(DamagedCheck check) {
        int count = Integer.getInteger("portage.damage.count", 2_000);
        System.out.println(adapter().name() + ": " + count + " damaged inputs, -Dportage.damage.seed=" + SEED);
        List<byte[]> documents =
                goldenFiles().stream().map(golden -> golden.document().bytes()).toList();
        Damage damage = new Damage(SEED, delimiters());
        for (int i = 0; i < count; i++) {
            byte[] bytes = damage.next(documents);
            try {
                check.run(SourceDocument.of(bytes), "damaged input " + i + " of -Dportage.damage.seed=" + SEED);
            } catch (AssertionError e) {
                keep(bytes);
                throw e;
            }
        }
    }

    /** Where somebody who mends it finds what broke it. */
    private static void keep(byte[] damaged) {
        try {
            Files.write(Files.createDirectories(Path.of("target")).resolve("damaged-input"), damaged);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Built once for all adapters of a test run: it takes seconds. */
    private static final class Validation {
        static final FullValidator VALIDATOR = ukCore().map(FullValidator::with).orElseGet(FullValidator::base);

        /** The folder that the system property names, or {@code shared/ukcore} beside a folder above the module. */
        private static Optional<Path> ukCore() {
            String property = System.getProperty(FullValidator.PACKAGES);
            if (property != null) {
                return Optional.of(Path.of(property));
            }
            for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
                Path folder = up.resolve("shared").resolve("ukcore").resolve("profiles");
                if (Files.isDirectory(folder)) {
                    return Optional.of(folder);
                }
            }
            System.out.println(
                    "No UK Core definitions: golden bundles are held to base R4 only; name their folder with -D"
                            + FullValidator.PACKAGES);
            return Optional.empty();
        }
    }

    @FunctionalInterface
    private interface GoldenCheck {
        void run(GoldenFile golden);
    }

    @FunctionalInterface
    private interface TranslatedCheck {
        void run(SourceDocument document, Translated translated) throws IOException;
    }

    @FunctionalInterface
    private interface DamagedCheck {
        void run(SourceDocument document, String label);
    }
}
