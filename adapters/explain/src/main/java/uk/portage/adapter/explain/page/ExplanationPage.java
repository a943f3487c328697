package uk.portage.adapter.explain.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import uk.portage.adapter.explain.ExplainedElement;
import uk.portage.adapter.explain.ExplainedSection;
import uk.portage.adapter.explain.Explanation.Explained;
import uk.portage.adapter.explain.Outcome;
import uk.portage.adapter.explain.Target;
import uk.portage.adapter.explain.Wording;
import uk.portage.adapter.explain.page.PageView.Fact;
import uk.portage.adapter.explain.page.PageView.Place;
import uk.portage.adapter.explain.page.PageView.Row;
import uk.portage.adapter.explain.page.PageView.TableSection;
import uk.portage.adapter.explain.page.PageView.Tally;
import uk.portage.adapter.spi.Envelope;

/** Writes the page. It asks nothing of any network, and reads whole without its script. */
public final class ExplanationPage {

    private static final String TEMPLATES = "uk.portage.adapter.explain.page.templates";
    private static final int LONGEST_VALUE = 300;
    private static final int PLACES = 5;
    private static final int BAR = 1000;

    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, ExplanationPage.class.getClassLoader(), TEMPLATES);
    private final String style = resource("explanation.css");
    private final String script = resource("explanation.js");

    public String html(Explained explained) {
        StringOutput output = new StringOutput();
        templates.render("explanation.jte", view(explained), output);
        return output.toString();
    }

    private PageView view(Explained explained) {
        BundleNodes bundle = new BundleNodes(explained);
        return new PageView(
                "default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script)
                        + "'; base-uri 'none'; form-action 'none'",
                style,
                script,
                Wording.title(explained),
                explained.name(),
                Wording.CAUTION,
                facts(explained),
                tallies(explained.counts()),
                (int) explained.elements().count(),
                explained.findings().stream()
                        .map(f ->
                                new Fact(f.kind() + " at " + f.path(), f.kind().meaning()))
                        .toList(),
                SourceLines.of(explained, bundle),
                bundle.root(),
                explained.sections().stream().map(s -> section(s, bundle)).toList());
    }

    private static List<Fact> facts(Explained explained) {
        Envelope envelope = explained.envelope();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Sent by", Wording.sender(envelope)));
        facts.add(new Fact("Message id", envelope.businessId()));
        facts.add(new Fact("Event time", Wording.eventTime(envelope)));
        facts.add(new Fact("Person", Wording.person(explained)));
        facts.add(new Fact("Values found again", Wording.recall(explained)));
        if (envelope.testRecord()) {
            facts.add(new Fact("Test", "the sender marks it as training or debugging"));
        }
        return facts;
    }

    private static List<Tally> tallies(Map<Outcome, Integer> counts) {
        int total = counts.values().stream().mapToInt(Integer::intValue).sum();
        List<Tally> tallies = new ArrayList<>();
        int before = 0;
        for (Map.Entry<Outcome, Integer> count : counts.entrySet()) {
            if (count.getValue() > 0) {
                int from = BAR * before / total;
                before += count.getValue();
                tallies.add(new Tally(
                        Outcomes.style(count.getKey()),
                        Outcomes.heading(count.getKey()),
                        count.getValue(),
                        from,
                        BAR * before / total - from));
            }
        }
        return tallies;
    }

    private static TableSection section(ExplainedSection section, BundleNodes bundle) {
        return new TableSection(
                section.section().path().text(),
                section.section().name(),
                section.elements().stream().map(element -> row(element, bundle)).toList());
    }

    private static Row row(ExplainedElement element, BundleNodes bundle) {
        List<Place> places =
                element.targets().stream().map(target -> place(target, bundle)).toList();
        int shown = Math.min(places.size(), PLACES);
        return new Row(
                element.number(),
                element.element().path().text(),
                element.element().name(),
                Wording.cut(element.element().value(), LONGEST_VALUE),
                Outcomes.style(element.outcome()),
                Outcomes.heading(element.outcome()),
                element.loss().isPresent() || element.refusal().isPresent() ? element.words() : "",
                Outcomes.isLoss(element.outcome()),
                places.subList(0, shown),
                places.subList(shown, places.size()));
    }

    private static Place place(Target target, BundleNodes bundle) {
        return new Place(bundle.id(target), target.path(), Wording.cut(target.value(), LONGEST_VALUE));
    }

    private static String resource(String name) {
        try (InputStream in = ExplanationPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not beside its class");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a content security policy names what it allows. */
    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
