package uk.portage.gateway.mailbox.push;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.hl7.fhir.r4.model.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.adapter.spi.Matter;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.Replacement;

/**
 * A transfer as one HTML page for people without a system that reads FHIR: who, what, from whom, when, and the main
 * facts. It needs nothing else, runs nothing and asks nobody. What it does not show, it counts.
 */
final class RecordPage {

    private static final Logger LOG = LoggerFactory.getLogger(RecordPage.class);
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";
    private static final String STYLE = style();

    private final FhirContext context = FhirContext.forR4Cached();
    private final Map<OdsCode, String> names;
    private final DateTimeFormatter times;
    private final ZoneId zone;

    /** @param names of organisations */
    RecordPage(Map<OdsCode, String> names, ZoneId zone) {
        this.names = Map.copyOf(names);
        this.zone = zone;
        this.times =
                DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm", Locale.UK).withZone(zone);
    }

    /** The page in UTF-8. A record that cannot be shown has a page that says so. */
    byte[] of(MailboxItem item, byte[] json) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter page = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            write(page, item, facts(item, json));
            page.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a page cannot be written", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Optional<RecordFacts> facts(MailboxItem item, byte[] json) {
        try {
            Bundle bundle = context.newJsonParser()
                    // Silent: what it would log may be what the record says.
                    .setParserErrorHandler(new LenientErrorHandler(false))
                    .parseResource(Bundle.class, new String(json, StandardCharsets.UTF_8));
            return Optional.of(RecordFacts.of(bundle, zone));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error(
                    "The record of {} cannot be shown as a page: {}",
                    item.transfer(),
                    e.getClass().getName());
            return Optional.empty();
        }
    }

    private void write(XMLStreamWriter page, MailboxItem item, Optional<RecordFacts> facts) throws XMLStreamException {
        String what = sentence(item.workflow().code());
        page.writeDTD("<!DOCTYPE html>");
        page.writeStartElement("html");
        page.writeAttribute("lang", "en-GB");
        page.writeStartElement("head");
        meta(page, "charset", "utf-8");
        page.writeEmptyElement("meta");
        page.writeAttribute("http-equiv", "Content-Security-Policy");
        page.writeAttribute("content", POLICY);
        page.writeEmptyElement("meta");
        page.writeAttribute("name", "viewport");
        page.writeAttribute("content", "width=device-width, initial-scale=1");
        element(page, "title", what + facts.map(f -> ": " + f.person()).orElse(""));
        page.writeStartElement("style");
        page.writeCharacters(STYLE);
        page.writeEndElement();
        page.writeEndElement();
        page.writeStartElement("body");
        page.writeStartElement("main");
        element(page, "p", "kind", what);
        element(page, "h1", facts.map(RecordFacts::person).orElse("A record that cannot be shown here"));
        for (String notice : notices(item, facts)) {
            element(page, "p", "notice", notice);
        }
        section(page, new Section("This record", List.of(), about(item)));
        if (facts.isPresent()) {
            for (Section section : facts.get().sections()) {
                section(page, section);
            }
            for (RecordFacts.Text document : facts.get().texts()) {
                element(page, "h2", document.title());
                element(page, "pre", plain(document.text()));
            }
        }
        footer(page, item, facts);
        page.writeEndElement();
        page.writeEndElement();
        page.writeEndElement();
        page.writeEndDocument();
    }

    private static List<String> notices(MailboxItem item, Optional<RecordFacts> facts) {
        List<String> notices = new ArrayList<>();
        if (facts.isEmpty()) {
            notices.add("This page could not be made. The record itself is whole: it is in the file beside this one.");
        }
        facts.ifPresent(f -> notices.addAll(f.notices()));
        item.replaces()
                .ifPresent(earlier ->
                        notices.add("This record " + does(earlier) + " an earlier one: " + earlier.transfer() + "."));
        item.replacedBy()
                .ifPresent(later -> notices.add("This record has been "
                        + (later.effect() == Matter.Effect.CANCELS ? "cancelled" : "corrected") + " by a later one: "
                        + later.transfer() + "."));
        if (item.rendering() == Rendering.LOCATION_WITHHELD) {
            notices.add("Where this person is to be found has been withheld from this record, as the law allows.");
        }
        return notices;
    }

    private static String does(Replacement replacement) {
        return replacement.effect() == Matter.Effect.CANCELS ? "cancels" : "corrects";
    }

    private List<List<String>> about(MailboxItem item) {
        return List.of(
                List.of("From", name(item.sender())),
                List.of("To", name(item.owner())),
                List.of("Ready to collect", time(item.offeredAt())),
                List.of("Transfer", item.transfer().toString()));
    }

    private String name(OdsCode code) {
        return Optional.ofNullable(names.get(code))
                .map(name -> name + " (" + code + ")")
                .orElse(code.value());
    }

    private String time(Instant instant) {
        return times.format(instant);
    }

    private static void footer(XMLStreamWriter page, MailboxItem item, Optional<RecordFacts> facts)
            throws XMLStreamException {
        page.writeStartElement("footer");
        element(
                page,
                "p",
                "This page shows the main facts. The whole record is in the file " + item.transfer() + ".json.");
        if (facts.isPresent() && !facts.get().rest().isEmpty()) {
            List<String> rest = new ArrayList<>();
            facts.get().rest().forEach((type, count) -> rest.add(count + " " + type));
            element(page, "p", "In that file and not shown here: " + String.join(", ", rest) + ".");
        }
        element(
                page,
                "p",
                "To say that the record has been taken in, move that file to the folder 'done'; to refuse it, to the "
                        + "folder 'rejected'. This page follows by itself.");
        page.writeEndElement();
    }

    private static void section(XMLStreamWriter page, Section section) throws XMLStreamException {
        if (section.rows().isEmpty()) {
            return;
        }
        element(page, "h2", section.title());
        page.writeStartElement("table");
        if (!section.columns().isEmpty()) {
            page.writeStartElement("thead");
            page.writeStartElement("tr");
            for (String column : section.columns()) {
                page.writeStartElement("th");
                page.writeAttribute("scope", "col");
                page.writeCharacters(column);
                page.writeEndElement();
            }
            page.writeEndElement();
            page.writeEndElement();
        }
        page.writeStartElement("tbody");
        for (List<String> row : section.rows()) {
            page.writeStartElement("tr");
            boolean label = true;
            for (String cell : row) {
                page.writeStartElement(label ? "th" : "td");
                if (label) {
                    page.writeAttribute("scope", "row");
                }
                page.writeCharacters(plain(cell));
                page.writeEndElement();
                label = false;
            }
            page.writeEndElement();
        }
        page.writeEndElement();
        page.writeEndElement();
    }

    private static void meta(XMLStreamWriter page, String name, String value) throws XMLStreamException {
        page.writeEmptyElement("meta");
        page.writeAttribute(name, value);
    }

    private static void element(XMLStreamWriter page, String name, String text) throws XMLStreamException {
        page.writeStartElement(name);
        page.writeCharacters(plain(text));
        page.writeEndElement();
    }

    private static void element(XMLStreamWriter page, String name, String kind, String text) throws XMLStreamException {
        page.writeStartElement(name);
        page.writeAttribute("class", kind);
        page.writeCharacters(plain(text));
        page.writeEndElement();
    }

    /** Without what has no place on a page and may turn the reading of the rest around. */
    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == '\n' || c == '\t' || isShown(c) ? c : 0xFFFD)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static boolean isShown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static String sentence(String code) {
        String words = code.replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.UK) + words.substring(1);
    }

    private static String style() {
        try (InputStream stream = RecordPage.class.getResourceAsStream("record.css")) {
            if (stream == null) {
                throw new IllegalStateException("the program lacks the style of its pages");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the style of the pages cannot be read", e);
        }
    }
}
