package uk.portage.adapter.hl7v2.reader;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.portage.adapter.hl7v2.names.PlainNames;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.layout.PlacedElement;
import uk.portage.adapter.spi.layout.Section;
import uk.portage.adapter.spi.layout.SourceLayout;

/** A message laid out by segment. What {@link Framing} names has a place, too, and so have MSH-1 and MSH-2. */
public final class MessageLayout implements SourceLayout {

    private static final int VALUE_TYPE = 2;
    private static final int OBSERVED_VALUE = 5;

    private final SourceDocument document;
    private final Message message;
    private final List<Section> sections;
    /** For each char of the text where it begins in the bytes; empty if each char is one byte. */
    private final int[] byteOffsets;

    private MessageLayout(SourceDocument document, Message message) {
        this.document = document;
        this.message = message;
        this.sections = message.segments().stream().map(this::section).toList();
        this.byteOffsets = byteOffsets();
    }

    public static Optional<SourceLayout> of(SourceDocument document) {
        return MessageReader.read(document.bytes()) instanceof Reading.Read read
                ? Optional.of(new MessageLayout(document, read.message()))
                : Optional.empty();
    }

    @Override
    public String text() {
        return message.text();
    }

    @Override
    public List<Section> sections() {
        return sections;
    }

    @Override
    public Optional<SourceDocument> altered(PlacedElement element, int attempt) {
        int start = element.offset();
        int end = start + element.length();
        return Alteration.of(message.text().substring(start, end), message.delimiters(), attempt)
                .map(other -> document.varied(replaced(byteOffset(start), byteOffset(end), other)));
    }

    private Section section(Segment segment) {
        List<PlacedElement> elements = new ArrayList<>();
        if (segment.id().equals("MSH")) {
            encodingCharacters(segment, elements);
        }
        String valueType = segment.id().equals("OBX") ? segment.text(VALUE_TYPE) : "";
        LeafWalk walk = LeafWalk.withFraming(segment);
        while (walk.next()) {
            String type = walk.field() == OBSERVED_VALUE ? valueType : "";
            elements.add(new PlacedElement(
                    walk.path(),
                    PlainNames.element(segment.id(), walk.field(), walk.component(), walk.subcomponent(), type),
                    value(walk.start(), walk.end()),
                    walk.start(),
                    walk.end() - walk.start(),
                    walk.isFraming()));
        }
        return new Section(segment.path(), PlainNames.segment(segment.id()), segment.start(), 3, elements);
    }

    /** MSH-1 and MSH-2, which are delimiters and so are not divided by them. */
    private void encodingCharacters(Segment header, List<PlacedElement> elements) {
        int start = header.start() + 4;
        int end = start;
        while (end < header.end()
                && message.text().charAt(end) != message.delimiters().field()) {
            end++;
        }
        elements.add(delimiters(1, start - 1, start));
        elements.add(delimiters(2, start, end));
    }

    private PlacedElement delimiters(int field, int start, int end) {
        return new PlacedElement(
                new SourcePath("MSH[1]-" + field),
                PlainNames.element("MSH", field, 0, 0, ""),
                message.text().substring(start, end),
                start,
                end - start,
                true);
    }

    private String value(int start, int end) {
        return Escapes.undone(message.text(), start, end, message.delimiters(), message.charset());
    }

    private int[] byteOffsets() {
        String text = message.text();
        if (!message.charset().equals(StandardCharsets.UTF_8) || text.length() == document.size()) {
            return new int[0];
        }
        int[] offsets = new int[text.length() + 1];
        int offset = 0;
        for (int i = 0; i < text.length(); i++) {
            offsets[i] = offset;
            char c = text.charAt(i);
            // The two halves of a character beyond U+FFFF are four bytes together.
            offset += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        offsets[text.length()] = offset;
        return offsets;
    }

    private int byteOffset(int charOffset) {
        return byteOffsets.length == 0 ? charOffset : byteOffsets[charOffset];
    }

    private byte[] replaced(int from, int to, String other) {
        byte[] original = document.bytes();
        byte[] middle = other.getBytes(message.charset());
        byte[] altered = new byte[original.length - (to - from) + middle.length];
        System.arraycopy(original, 0, altered, 0, from);
        System.arraycopy(middle, 0, altered, from, middle.length);
        System.arraycopy(original, to, altered, from + middle.length, original.length - to);
        return altered;
    }
}
