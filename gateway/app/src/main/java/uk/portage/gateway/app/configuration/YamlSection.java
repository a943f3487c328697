package uk.portage.gateway.app.configuration;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping of a YAML file, read strictly: keys nobody asked for are problems, values keep their text (so that the code
 * {@code 9E1} is not a number), and every problem names its line.
 */
final class YamlSection {

    /** A text and the line on which it stands. */
    record Text(String value, int line) {}

    private final int line;
    private final Map<String, NodeTuple> tuples;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Problems problems;

    private YamlSection(int line, Map<String, NodeTuple> tuples, Problems problems) {
        this.line = line;
        this.tuples = tuples;
        this.problems = problems;
    }

    /** Reads a whole file. What is not YAML is a problem, and the section is then empty. */
    static YamlSection parse(String text, Problems problems) {
        try {
            Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            return root == null ? empty(1, problems) : of(root, problems);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            problems.add(mark == null ? 1 : mark.getLine() + 1, "not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            problems.add(1, "not YAML");
        }
        return empty(1, problems);
    }

    private static YamlSection empty(int line, Problems problems) {
        return new YamlSection(line, Map.of(), problems);
    }

    private static YamlSection of(Node node, Problems problems) {
        Map<String, NodeTuple> tuples = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    problems.add(lineOf(tuple.getKeyNode()), "a key must be a word");
                } else if (tuples.putIfAbsent(key.getValue(), tuple) != null) {
                    problems.add(lineOf(key), "'" + key.getValue() + "' is given twice");
                }
            }
        } else if (!isBlank(node)) {
            problems.add(lineOf(node), "expected 'key: value' lines");
        }
        return new YamlSection(lineOf(node), tuples, problems);
    }

    int line() {
        return line;
    }

    void problem(String what) {
        problems.add(line, what);
    }

    /** The keys of a section whose keys are data, such as codes. */
    List<Text> keys() {
        return tuples.entrySet().stream()
                .map(e -> new Text(e.getKey(), lineOf(e.getValue().getKeyNode())))
                .toList();
    }

    Optional<Text> text(String key) {
        return value(key).flatMap(this::scalar);
    }

    /** A text read into a value; what the reader does not take is a problem that says what was expected. */
    <T> Optional<T> read(String key, String expected, Function<String, Optional<T>> reader) {
        return text(key).flatMap(text -> read(text, key, expected, reader));
    }

    /** As {@link #read} for a key that must be there. */
    <T> Optional<T> require(String key, String expected, Function<String, Optional<T>> reader) {
        if (value(key).isEmpty()) {
            problems.add(line, "'" + key + "' is missing (" + expected + ")");
            return Optional.empty();
        }
        return read(key, expected, reader);
    }

    /** A list of texts; a single text is a list of one. */
    <T> List<T> readAll(String key, String expected, Function<String, Optional<T>> reader) {
        List<T> values = new ArrayList<>();
        for (Node node : nodes(key)) {
            scalar(node).flatMap(text -> read(text, key, expected, reader)).ifPresent(values::add);
        }
        return values;
    }

    YamlSection section(String key) {
        return value(key).map(node -> of(node, problems)).orElseGet(() -> empty(line, problems));
    }

    boolean has(String key) {
        return tuples.containsKey(key);
    }

    /** A list of sections. */
    List<YamlSection> sections(String key) {
        return nodes(key).stream().map(node -> of(node, problems)).toList();
    }

    /** Says which keys nobody asked for. To be called last. */
    void refuseTheRest() {
        for (Map.Entry<String, NodeTuple> entry : tuples.entrySet()) {
            if (!asked.contains(entry.getKey())) {
                problems.add(lineOf(entry.getValue().getKeyNode()), unknown("key", entry.getKey(), asked));
            }
        }
    }

    /** A line for a word that is not among those known. */
    static String unknown(String what, String word, Collection<String> known) {
        return "unknown " + what + " '" + word + "'"
                + Spelling.nearest(word, known)
                        .map(guess -> "; did you mean '" + guess + "'?")
                        .orElse("; known: " + String.join(", ", known));
    }

    private <T> Optional<T> read(Text text, String key, String expected, Function<String, Optional<T>> reader) {
        Optional<T> value = reader.apply(text.value());
        if (value.isEmpty()) {
            problems.add(text.line(), "'" + key + "' must be " + expected + ", not '" + text.value() + "'");
        }
        return value;
    }

    private Optional<Node> value(String key) {
        asked.add(key);
        return Optional.ofNullable(tuples.get(key)).map(NodeTuple::getValueNode).filter(node -> !isBlank(node));
    }

    private List<Node> nodes(String key) {
        return value(key)
                .map(node -> node instanceof SequenceNode sequence ? List.copyOf(sequence.getValue()) : List.of(node))
                .orElse(List.of());
    }

    private Optional<Text> scalar(Node node) {
        if (node instanceof ScalarNode scalar) {
            return Optional.of(new Text(scalar.getValue(), lineOf(scalar)));
        }
        problems.add(lineOf(node), "expected a single value");
        return Optional.empty();
    }

    private static boolean isBlank(Node node) {
        return node instanceof ScalarNode scalar && scalar.getValue().isBlank() && scalar.isPlain();
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
