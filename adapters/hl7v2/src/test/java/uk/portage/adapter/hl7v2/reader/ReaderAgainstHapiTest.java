package uk.portage.adapter.hl7v2.reader;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Composite;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.Group;
import ca.uhn.hl7v2.model.Primitive;
import ca.uhn.hl7v2.model.Structure;
import ca.uhn.hl7v2.model.Type;
import ca.uhn.hl7v2.model.Varies;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every value that HAPI's parser finds, in its order, is the value that the reader finds; and the other way round. */
class ReaderAgainstHapiTest {

    private static HapiContext context;

    @BeforeAll
    static void open() {
        context = new DefaultHapiContext(new GenericModelClassFactory());
        context.setValidationContext(ValidationContextFactory.noValidation());
    }

    @AfterAll
    static void close() throws IOException {
        context.close();
    }

    @Test
    void the_golden_messages_have_the_leaves_that_hapi_finds() throws IOException {
        int compared = compare(Path.of("src/test/resources/golden"));
        assertThat(compared).isGreaterThan(10);
    }

    @Test
    void the_messages_of_the_corpus_have_the_leaves_that_hapi_finds() throws IOException {
        Optional<Path> samples = samples();
        if (samples.isEmpty()) {
            System.out.println("no corpus: set -Dportage.samples to a folder of HL7 v2 messages");
            return;
        }
        System.out.println("compared with HAPI: " + compare(samples.get()) + " messages");
    }

    private static int compare(Path folder) throws IOException {
        int compared = 0;
        for (Path file : files(folder)) {
            byte[] bytes = Files.readAllBytes(file);
            if (!(MessageReader.read(bytes) instanceof Reading.Read read)
                    || !read.message().continuedSegments().isEmpty()) {
                continue;
            }
            Optional<List<String>> expected = hapi(read.message().text());
            if (expected.isPresent()) {
                assertThat(ours(bytes)).as(file.getFileName().toString()).isEqualTo(expected.get());
                compared++;
            }
        }
        return compared;
    }

    private static List<String> ours(byte[] bytes) {
        PlainText plain = PlainText.of(bytes).orElseThrow();
        List<String> values = new ArrayList<>();
        for (Segment segment :
                ((Reading.Read) MessageReader.read(bytes)).message().segments()) {
            int first = segment.isHeader() ? 3 : 1;
            for (int f = first; f <= segment.fieldCount(); f++) {
                for (Element repetition : segment.allRepetitions(f)) {
                    leaves(repetition, values);
                }
            }
        }
        // The independent inventory finds the same number of them, framing left out.
        assertThat(new MessageLeaves().leaves(uk.portage.adapter.spi.SourceDocument.of(bytes)))
                .hasSizeLessThanOrEqualTo(values.size() + plain.segments().size());
        return values;
    }

    private static void leaves(Element repetition, List<String> values) {
        for (int c = 1; c <= repetition.partCount(); c++) {
            Element component = repetition.part(c);
            for (int s = 1; s <= component.partCount(); s++) {
                add(component.part(s).formatted(), values);
            }
        }
    }

    private static void add(String value, List<String> values) {
        String normal = normal(value);
        if (!normal.isEmpty()) {
            values.add(normal);
        }
    }

    /** Escape sequences of formatting differ by design; so do the null and white space around values. */
    private static String normal(String value) {
        return value.equals("\"\"")
                ? ""
                : value.replaceAll("\\\\\\.?[A-Za-z]+[+-]?\\d*\\\\", "").replaceAll("\\s+", "");
    }

    private static Optional<List<String>> hapi(String text) {
        try {
            PipeParser parser = new PipeParser(context);
            GenericMessage message =
                    (GenericMessage) parser.parse(text.replace("\n", "\r").replaceAll("\r+", "\r"));
            List<String> values = new ArrayList<>();
            structures(message, values);
            return Optional.of(values);
        } catch (HL7Exception | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static void structures(Group group, List<String> values) throws HL7Exception {
        for (String name : group.getNames()) {
            for (Structure structure : group.getAll(name)) {
                if (structure instanceof ca.uhn.hl7v2.model.Segment segment) {
                    boolean header = segment.getName().equals("MSH");
                    for (int f = header ? 3 : 1; f <= segment.numFields(); f++) {
                        for (Type repetition : segment.getField(f)) {
                            types(repetition, values);
                        }
                    }
                } else if (structure instanceof Group inner) {
                    structures(inner, values);
                }
            }
        }
    }

    private static void types(Type type, List<String> values) {
        if (type instanceof Varies varies) {
            types(varies.getData(), values);
        } else if (type instanceof Composite composite) {
            for (Type component : composite.getComponents()) {
                types(component, values);
            }
        } else if (type instanceof Primitive primitive && primitive.getValue() != null) {
            add(primitive.getValue(), values);
        }
        if (type != null && !(type instanceof Varies)) {
            for (int i = 0; i < type.getExtraComponents().numComponents(); i++) {
                types(type.getExtraComponents().getComponent(i), values);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".hl7")).sorted().toList();
        }
    }

    private static Optional<Path> samples() {
        String set = System.getProperty("portage.samples", "");
        if (!set.isEmpty()) {
            return Optional.of(Path.of(set)).filter(Files::isDirectory);
        }
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
            Path candidate = above.resolve("shared/samples/hl7v2");
            if (Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
