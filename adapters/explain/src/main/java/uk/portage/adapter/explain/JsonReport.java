package uk.portage.adapter.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import uk.portage.adapter.explain.Explanation.Explained;
import uk.portage.adapter.spi.Envelope;
import uk.portage.adapter.spi.Finding;

/**
 * An explanation for programs. Its shape is named by {@code schema}; members may be added, none is renamed or taken away
 * under the same name.
 */
public final class JsonReport {

    static final String SCHEMA = "https://portage.uk/schema/explanation/1";

    /** Longer values are cut, and {@code valueLength} says how long they are. */
    private static final int LONGEST_VALUE = 1000;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JsonReport() {}

    public static String of(Explained explained) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("schema", SCHEMA);
        root.put("caution", "This " + Wording.CAUTION + ".");
        root.put("name", explained.name());
        root.put("format", explained.format());
        envelope(root, explained.envelope());
        root.put("rightPerson", explained.rightPerson());
        ObjectNode counts = root.putObject("counts");
        explained.counts().forEach((outcome, count) -> counts.put(outcome.name(), count));
        root.putObject("elementRecall")
                .put("found", explained.recall().found())
                .put("populated", explained.recall().populated());
        ArrayNode sections = root.putArray("sections");
        explained.sections().forEach(section -> section(sections.addObject(), section));
        ArrayNode findings = root.putArray("findings");
        explained.findings().forEach(finding -> finding(findings.addObject(), finding));
        root.set("bundle", explained.bundle());
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void envelope(ObjectNode root, Envelope envelope) {
        root.put("messageType", envelope.messageType());
        root.put("workflow", envelope.workflow().code());
        root.put("businessId", envelope.businessId());
        root.put("sendingApplication", envelope.sendingApplication());
        root.put("sendingFacility", envelope.sendingFacility());
        root.put("receivingFacility", envelope.receivingFacility());
        envelope.eventTime().ifPresent(time -> root.put("eventTime", time.toString()));
        root.put("testRecord", envelope.testRecord());
    }

    private static void section(ObjectNode node, ExplainedSection section) {
        node.put("path", section.section().path().text());
        node.put("name", section.section().name());
        ArrayNode elements = node.putArray("elements");
        section.elements().forEach(element -> element(elements.addObject(), element));
    }

    private static void element(ObjectNode node, ExplainedElement element) {
        String value = element.element().value();
        node.put("path", element.element().path().text());
        node.put("name", element.element().name());
        node.put("value", value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) : value);
        node.put("valueLength", value.length());
        node.put("offset", element.element().offset());
        node.put("length", element.element().length());
        node.put("outcome", element.outcome().name());
        element.loss().ifPresent(loss -> node.put("loss", loss.name()));
        element.refusal().ifPresent(code -> node.put("refusedOtherwise", code.name()));
        node.put("meaning", element.words());
        ArrayNode targets = node.putArray("targets");
        for (Target target : element.targets()) {
            String there = target.value();
            targets.addObject()
                    .put("path", target.path())
                    .put("pointer", target.pointer())
                    .put("value", there.length() > LONGEST_VALUE ? there.substring(0, LONGEST_VALUE) : there);
        }
    }

    private static void finding(ObjectNode node, Finding finding) {
        node.put("path", finding.path().text());
        node.put("kind", finding.kind().name());
        node.put("meaning", finding.kind().meaning());
    }
}
