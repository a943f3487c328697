package uk.portage.adapter.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.adapter.spi.layout.LayoutReader;
import uk.portage.adapter.spi.layout.PlacedElement;
import uk.portage.adapter.spi.layout.Section;
import uk.portage.adapter.spi.layout.SourceLayout;
import uk.portage.adapter.spi.proof.DeclaredLosses;
import uk.portage.adapter.spi.proof.NoLossProof;

/**
 * Explains documents by cause: the document is translated again with one element altered, and where the bundle is then
 * another is where the element went. The mapping keeps no books for this, so it cannot be wrong about itself.
 */
public final class Explainer {

    /** How much may be translated again; beyond that, places are not looked for. Minutes, not hours. */
    static final long USUAL_LIMIT = 4_000_000_000L;

    /** What one element costs to translate, in bytes of a large value. */
    private static final long ELEMENT = 200;

    private static final int ATTEMPTS = 3;

    private final Adapter adapter;
    private final TranslationContext context;
    private final long limit;

    public Explainer(Adapter adapter, TranslationContext context) {
        this(adapter, context, USUAL_LIMIT);
    }

    Explainer(Adapter adapter, TranslationContext context, long limit) {
        this.adapter = adapter;
        this.context = context;
        this.limit = limit;
    }

    /** @param name what the reader calls the document, for example its file's name */
    public Explanation explain(String name, SourceDocument document, Progress progress) {
        if (adapter.format().identify(document) instanceof Identification.Refused refused) {
            return new Explanation.Refused(refused.code(), refused.where());
        }
        Translation translation = adapter.format().translate(document, context);
        if (translation instanceof Translation.Refused refused) {
            return new Explanation.Refused(refused.code(), refused.where());
        }
        Optional<SourceLayout> layout = adapter.layouts().flatMap((LayoutReader reader) -> reader.layout(document));
        if (layout.isEmpty()) {
            return new Explanation.Unsupported(adapter.name());
        }
        return explained(
                name,
                document,
                (Identification.Identified) adapter.format().identify(document),
                (Translation.Translated) translation,
                layout.get(),
                progress);
    }

    private Explanation.Explained explained(
            String name,
            SourceDocument document,
            Identification.Identified identified,
            Translation.Translated translated,
            SourceLayout layout,
            Progress progress) {
        BundleUnderStudy bundle = new BundleUnderStudy(translated.bundle(), document);
        Trace trace = new Trace(layout, bundle, DeclaredLosses.of(translated.losses()), affordable(document, layout));
        List<PlacedElement> elements = layout.sections().stream()
                .flatMap(section -> section.elements().stream())
                .toList();
        AtomicInteger done = new AtomicInteger();
        List<ExplainedElement> all = IntStream.range(0, elements.size())
                .parallel()
                .mapToObj(number -> {
                    ExplainedElement one = trace.explained(number, elements.get(number));
                    progress.explained(done.incrementAndGet(), elements.size());
                    return one;
                })
                .toList();
        NoLossProof proof = NoLossProof.of(document, adapter.leaves().leaves(document), translated, context.codeMaps());
        return new Explanation.Explained(
                name,
                adapter.name(),
                identified.envelope(),
                layout.text(),
                bySection(layout.sections(), trace.withSameValues(all)),
                translated.findings(),
                translated.rightPerson(),
                proof.recall(),
                bundle.tree(),
                bundle.original());
    }

    private static List<ExplainedSection> bySection(List<Section> sections, List<ExplainedElement> all) {
        List<ExplainedSection> explained = new ArrayList<>();
        int from = 0;
        for (Section section : sections) {
            int to = from + section.elements().size();
            explained.add(new ExplainedSection(section, all.subList(from, to)));
            from = to;
        }
        return explained;
    }

    /** How many elements may be altered: the first ones, so that the same document is explained the same way. */
    private int affordable(SourceDocument document, SourceLayout layout) {
        long elements = layout.sections().stream()
                .mapToLong(section -> section.elements().size())
                .sum();
        return (int) Math.min(Integer.MAX_VALUE, limit / (document.size() + elements * ELEMENT + 1));
    }

    /** The alterations of one document. */
    private final class Trace {

        private final SourceLayout layout;
        private final BundleUnderStudy bundle;
        private final BundlePaths paths;
        private final DeclaredLosses losses;
        private final int affordable;

        Trace(SourceLayout layout, BundleUnderStudy bundle, DeclaredLosses losses, int affordable) {
            this.layout = layout;
            this.bundle = bundle;
            this.paths = new BundlePaths(bundle.tree());
            this.losses = losses;
            this.affordable = affordable;
        }

        ExplainedElement explained(int number, PlacedElement element) {
            Optional<LossKind> loss = losses.of(element.path());
            if (element.framing()) {
                return told(number, element, Outcome.FRAMING, Optional.empty(), Optional.empty(), List.of());
            }
            // What was never read has no effect.
            if (loss.equals(Optional.of(LossKind.NO_TARGET))) {
                return told(number, element, Outcome.LOST, loss, Optional.empty(), List.of());
            }
            if (number >= affordable) {
                Outcome outcome = loss.isEmpty() ? Outcome.NOT_LOOKED_FOR : Outcome.CARRIED_WITH_LOSS;
                return told(number, element, outcome, loss, Optional.empty(), List.of());
            }
            return altered(number, element, loss);
        }

        private ExplainedElement altered(int number, PlacedElement element, Optional<LossKind> loss) {
            Optional<FailureCode> refusal = Optional.empty();
            Set<String> grown = new HashSet<>();
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Optional<SourceDocument> altered = layout.altered(element, attempt);
                if (altered.isEmpty()) {
                    break;
                }
                Translation other = adapter.format().translate(altered.get(), context);
                if (other instanceof Translation.Refused refused) {
                    refusal = Optional.of(refused.code());
                    continue;
                }
                BundleUnderStudy.Differences differences = bundle.from(((Translation.Translated) other).bundle());
                grown.addAll(differences.grown());
                if (!differences.places().isEmpty()) {
                    Outcome outcome = loss.isEmpty() ? Outcome.CARRIED : Outcome.CARRIED_WITH_LOSS;
                    return told(
                            number, element, outcome, loss, Optional.empty(), targets(element, differences.places()));
                }
            }
            if (!grown.isEmpty()) {
                Outcome outcome = loss.isEmpty() ? Outcome.CARRIED : Outcome.CARRIED_WITH_LOSS;
                return told(number, element, outcome, loss, Optional.empty(), targets(element, grown));
            }
            Outcome outcome =
                    loss.isPresent() ? Outcome.LOST : refusal.isPresent() ? Outcome.DECIDES : Outcome.WITHOUT_EFFECT;
            return told(number, element, outcome, loss, refusal, List.of());
        }

        private ExplainedElement told(
                int number,
                PlacedElement element,
                Outcome outcome,
                Optional<LossKind> loss,
                Optional<FailureCode> refusal,
                List<Target> targets) {
            return new ExplainedElement(number, element, outcome, loss, refusal, targets);
        }

        /** Where the value stands as it is comes first, then where more of it is seen, then the order of the bundle. */
        private List<Target> targets(PlacedElement element, Set<String> pointers) {
            String value = element.value().strip().toLowerCase(Locale.ROOT);
            Set<String> all = new LinkedHashSet<>(pointers);
            // Of a tree that is gone with the value, the value itself.
            pointers.forEach(pointer -> all.addAll(paths.of(value, pointer)));
            return all.stream()
                    .map(paths::target)
                    .sorted(Comparator.comparingInt(target -> distance(target, value)))
                    .toList();
        }

        private static int distance(Target target, String value) {
            String there = target.value().toLowerCase(Locale.ROOT);
            if (target.path().endsWith(".reference")) {
                return 3;
            }
            return there.equals(value) ? 0 : there.contains(value) ? 1 : 2;
        }

        /**
         * What has no effect of its own may still be seen in the bundle: then it stands where its value stands, in a
         * place that no other element went to if there is one.
         */
        List<ExplainedElement> withSameValues(List<ExplainedElement> all) {
            Set<String> taken = new HashSet<>();
            all.forEach(element -> element.targets().forEach(target -> taken.add(target.pointer())));
            return all.stream()
                    .map(element -> element.outcome() == Outcome.DECIDES || element.outcome() == Outcome.WITHOUT_EFFECT
                            ? told(
                                    element.number(),
                                    element.element(),
                                    element.outcome(),
                                    element.loss(),
                                    element.refusal(),
                                    sameValue(element, taken))
                            : element)
                    .toList();
        }

        private List<Target> sameValue(ExplainedElement element, Set<String> taken) {
            List<String> places = paths.of(element.element().value().strip().toLowerCase(Locale.ROOT), "").stream()
                    .filter(place -> bundle.original().stream().noneMatch(entry -> place.startsWith(entry + '/')))
                    .toList();
            List<String> free =
                    places.stream().filter(place -> !taken.contains(place)).toList();
            return (free.isEmpty() && element.outcome() == Outcome.WITHOUT_EFFECT ? places : free)
                    .stream().map(paths::target).toList();
        }
    }
}
