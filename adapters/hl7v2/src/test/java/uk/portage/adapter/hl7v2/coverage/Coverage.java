package uk.portage.adapter.hl7v2.coverage;

import ca.uhn.hl7v2.HL7Exception;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import uk.portage.adapter.hl7v2.Hl7v2Adapter;
import uk.portage.adapter.hl7v2.reader.Framing;
import uk.portage.adapter.hl7v2.type.TriggerEvent;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.adapter.spi.proof.Leaf;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;

/** Asks the adapter of every field of every segment of every message type what becomes of it, by sending it. */
final class Coverage {

    private static final Adapter ADAPTER = new Hl7v2Adapter();
    private static final ConceptMapCodeMaps MAPS = ConceptMapCodeMaps.standard();
    private static final TranslationContext CONTEXT = new TranslationContext("RZ9", ZoneId.of("Europe/London"), MAPS);

    private static final String NOT_APPLICABLE = "not applicable";
    private static final String LOSS = "loss";
    private static final String MAPPED = "mapped";

    /** Segment, then field number, then outcome, then the types that have it. */
    private final Map<String, Map<Integer, Map<String, Set<String>>>> outcomes = new TreeMap<>();
    /** Type, then segment, then counts as text. */
    private final Map<String, Map<String, String>> types = new LinkedHashMap<>();

    private final Set<String> notInThisVersion = new TreeSet<>();
    private final Map<String, List<DataType>> definitions = new HashMap<>();
    /** What a field holds where the sample is not understood: a code that a map knows. */
    private final Map<String, String> understood = new HashMap<>();

    private final Set<String> sought = new TreeSet<>();

    static String table() throws HL7Exception, ReflectiveOperationException {
        Coverage coverage = new Coverage();
        for (TriggerEvent trigger : TriggerEvent.values()) {
            coverage.probe(trigger);
        }
        return coverage.print();
    }

    private void probe(TriggerEvent trigger) throws HL7Exception, ReflectiveOperationException {
        var structure = Definitions.structure(trigger);
        if (structure.isEmpty()) {
            notInThisVersion.add(trigger.messageType());
            return;
        }
        Map<String, String> counts = new TreeMap<>();
        for (Map.Entry<String, List<String>> entry : structure.get().entrySet()) {
            String segment = entry.getKey();
            List<DataType> fields = fields(segment);
            Map<Integer, String> found = new TreeMap<>();
            for (int n = 1; n <= fields.size(); n++) {
                found.put(n, NOT_APPLICABLE);
            }
            found.putAll(ask(trigger, segment, entry.getValue(), fields));
            refine(trigger, segment, entry.getValue(), fields, found);
            found.forEach((n, outcome) -> outcomes.computeIfAbsent(segment, s -> new TreeMap<>())
                    .computeIfAbsent(n, f -> new TreeMap<>())
                    .computeIfAbsent(outcome, o -> new TreeSet<>())
                    .add(trigger.messageType()));
            long applicable = found.values().stream()
                    .filter(o -> !o.equals(NOT_APPLICABLE))
                    .count();
            long carried =
                    found.values().stream().filter(o -> o.startsWith(MAPPED)).count();
            counts.put(segment, carried + "/" + applicable);
        }
        types.put(trigger.messageType(), counts);
    }

    /** A field that the sample does not fit alone may fit with a code that a map knows, or without its neighbours. */
    private void refine(
            TriggerEvent trigger,
            String segment,
            List<String> before,
            List<DataType> fields,
            Map<Integer, String> found) {
        boolean mapped = found.values().stream().anyMatch(o -> o.startsWith(MAPPED));
        for (int n = 1; mapped && n <= fields.size(); n++) {
            String outcome = found.get(n);
            if (outcome.equals(MAPPED) || outcome.equals(NOT_APPLICABLE)) {
                continue;
            }
            String best = better(outcome, askOne(trigger, segment, before, fields, n, sample(segment, n, fields)));
            if (best.contains(LossKind.UNKNOWN_CODE.name()) && sought.add(segment + '-' + n)) {
                for (String code : codes()) {
                    String value = fields.get(n - 1).coded(code);
                    String attempt = better(best, askOne(trigger, segment, before, fields, n, value));
                    if (!attempt.equals(best)) {
                        understood.put(segment + '-' + n, value);
                        best = attempt;
                    }
                    if (best.equals(MAPPED)) {
                        break;
                    }
                }
            }
            found.put(n, best);
        }
    }

    private static String better(String one, String other) {
        return rank(other) < rank(one) ? other : one;
    }

    private static int rank(String outcome) {
        return outcome.equals(MAPPED)
                ? 0
                : outcome.startsWith(MAPPED) ? outcome.length() : LOSS.equals(outcome) ? 999 : 1000;
    }

    private static List<String> codes() {
        List<String> codes = new ArrayList<>();
        for (String map : MAPS.names()) {
            MAPS.entries(map).entrySet().stream()
                    .filter(entry -> !entry.getValue().coarser())
                    .map(Map.Entry::getKey)
                    .sorted()
                    .limit(2)
                    .forEach(codes::add);
        }
        return codes;
    }

    private String askOne(
            TriggerEvent trigger, String segment, List<String> before, List<DataType> fields, int n, String value) {
        String line = with(base(segment, trigger), n, value);
        return outcomes(trigger, segment, before, line).getOrDefault(n, LOSS);
    }

    private Map<Integer, String> ask(TriggerEvent trigger, String segment, List<String> before, List<DataType> fields) {
        String line = base(segment, trigger);
        for (int n = 1; n <= fields.size(); n++) {
            if (!isSet(segment, n)) {
                line = with(line, n, sample(segment, n, fields));
            }
        }
        return outcomes(trigger, segment, before, line);
    }

    private String sample(String segment, int n, List<DataType> fields) {
        return understood.getOrDefault(segment + '-' + n, fields.get(n - 1).sample('^'));
    }

    /** The fields without which a message or segment is not one. */
    private static boolean isSet(String segment, int n) {
        return switch (segment) {
            case "MSH" -> n <= 2 || n == 9 || n == 12;
            case "PID" -> n == 3;
            case "MRG", "OBX" -> n <= 2;
            default -> false;
        };
    }

    private static String base(String segment, TriggerEvent trigger) {
        return switch (segment) {
            case "MSH" -> "MSH|^~\\&|PAS|RZ9|GATEWAY|LA9|20260701103000+0000||" + trigger.messageType() + "|M-1|P|2.4";
            case "EVN" -> "EVN||20260701102900+0000";
            case "PID" -> "PID|1||9990000018^^^NHS||PROBE^PERSON";
            case "PV1" -> "PV1|1|I";
            case "MRG" -> "MRG|P-1^^^LOCAL";
            case "ORC" -> "ORC|RE|P-1^PAS|F-1^LIMS";
            case "OBR" -> "OBR|1|P-1^PAS|F-1^LIMS|T-1^Test^L";
            case "OBX" -> "OBX|1|ST|T-1^Test^L||Probe||||||F";
            case "SPM" -> "SPM|1|||BLD^Blood^L";
            default -> segment;
        };
    }

    private static String with(String line, int n, String value) {
        int index = line.startsWith("MSH") ? n - 1 : n;
        List<String> pieces = new ArrayList<>(List.of(line.split("\\|", -1)));
        while (pieces.size() <= index) {
            pieces.add("");
        }
        pieces.set(index, value);
        return String.join("|", pieces);
    }

    private static Map<Integer, String> outcomes(
            TriggerEvent trigger, String segment, List<String> before, String line) {
        List<String> lines = new ArrayList<>();
        for (String earlier : before) {
            if (!earlier.equals(segment)) {
                lines.add(base(earlier, trigger));
            }
        }
        lines.add(line);
        if (lines.stream().noneMatch(l -> l.startsWith("MSH"))) {
            lines.add(0, base("MSH", trigger));
        }
        if (!before.contains("PID") && !segment.equals("PID")) {
            lines.add(base("PID", trigger));
        }
        if (trigger.mergesPeople() && !before.contains("MRG") && !segment.equals("MRG")) {
            lines.add(base("MRG", trigger));
        }
        SourceDocument document = SourceDocument.of((String.join("\r", lines) + "\r").getBytes(StandardCharsets.UTF_8));
        Map<Integer, String> found = new TreeMap<>();
        if (!(ADAPTER.format().translate(document, CONTEXT) instanceof Translation.Translated translated)) {
            return found;
        }
        Map<String, LossKind> losses = new HashMap<>();
        translated.losses().forEach(loss -> losses.put(canonical(loss.path().text()), loss.kind()));
        Map<Integer, List<LossKind>> lost = new TreeMap<>();
        Map<Integer, Integer> leaves = new TreeMap<>();
        for (Leaf leaf : ADAPTER.leaves().leaves(document)) {
            String path = leaf.path().text();
            if (path.startsWith(segment + "[1]-")) {
                int n = Integer.parseInt(path.substring(segment.length() + 4, path.indexOf('[', segment.length() + 4)));
                leaves.merge(n, 1, Integer::sum);
                LossKind kind = losses.get(canonical(path));
                if (kind != null) {
                    lost.computeIfAbsent(n, f -> new ArrayList<>()).add(kind);
                }
            }
        }
        leaves.forEach((n, count) -> {
            if (!Framing.is(segment, n)) {
                found.put(n, outcome(count, lost.getOrDefault(n, List.of())));
            }
        });
        return found;
    }

    private static String outcome(int leaves, List<LossKind> lost) {
        long gone = lost.stream().filter(kind -> kind == LossKind.NO_TARGET).count();
        if (gone == leaves) {
            return LOSS;
        }
        List<String> reservations = new ArrayList<>();
        if (gone > 0) {
            reservations.add(gone + " of " + leaves + " parts lost");
        }
        lost.stream()
                .filter(kind -> kind != LossKind.NO_TARGET)
                .map(LossKind::name)
                .distinct()
                .sorted()
                .forEach(reservations::add);
        return reservations.isEmpty() ? MAPPED : MAPPED + "; " + String.join(", ", reservations);
    }

    private static String canonical(String path) {
        String shorter = path;
        while (shorter.endsWith(".1")) {
            shorter = shorter.substring(0, shorter.length() - 2);
        }
        return shorter;
    }

    private List<DataType> fields(String segment) throws HL7Exception, ReflectiveOperationException {
        List<DataType> known = definitions.get(segment);
        if (known == null) {
            known = Definitions.fields(segment);
            definitions.put(segment, known);
        }
        return known;
    }

    private String print() {
        StringBuilder out = new StringBuilder();
        out.append("""
                # What becomes of each field

                Written by `CoverageTest` from the running adapter: each field of each segment that HL7 v2.4 (and ITK's ZU
                segments) gives a message type is sent with all its parts, and its losses are read. `mapped`: carried whole.
                `mapped; ...`: carried, with a declared loss of that kind, or without so many of its parts. `loss`: declared
                as NO_TARGET and found only in the original that travels with the bundle. `not applicable`: frames the
                message or is without meaning in it. Do not edit; `-Dportage.coverage.update=true` rewrites it.

                ## Message types

                Carried fields of applicable fields, by segment. Segments without any carried field stand last.

                | types | carried | not mapped |
                |---|---|---|
                """);
        Map<String, List<String>> alike = new LinkedHashMap<>();
        types.forEach((type, counts) ->
                alike.computeIfAbsent(row(counts), r -> new ArrayList<>()).add(type));
        alike.forEach((row, names) -> out.append("| ")
                .append(String.join(" ", names))
                .append(" | ")
                .append(row)
                .append(" |\n"));
        if (!notInThisVersion.isEmpty()) {
            out.append("\nMapped as well, and not a message of HL7 v2.4: ")
                    .append(String.join(" ", notInThisVersion))
                    .append(".\n");
        }
        Set<String> untouched = new TreeSet<>();
        outcomes.forEach((segment, fields) -> {
            boolean any =
                    fields.values().stream().flatMap(o -> o.keySet().stream()).anyMatch(o -> o.startsWith(MAPPED));
            if (any) {
                print(segment, fields, out);
            } else {
                untouched.add(segment);
            }
        });
        out.append("\n## Segments that are not mapped\n\n")
                .append(untouched.isEmpty() ? "None" : String.join(" ", untouched))
                .append(".\n");
        return out.toString();
    }

    private static String row(Map<String, String> counts) {
        String carried = counts.entrySet().stream()
                .filter(e -> !e.getValue().startsWith("0/"))
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
        String not = counts.entrySet().stream()
                .filter(e -> e.getValue().startsWith("0/"))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(" "));
        return carried + " | " + not;
    }

    private void print(String segment, Map<Integer, Map<String, Set<String>>> fields, StringBuilder out) {
        out.append("\n## ").append(segment).append("\n\n| field | type | outcome |\n|---|---|---|\n");
        fields.forEach((n, byOutcome) -> out.append("| ")
                .append(segment)
                .append('-')
                .append(n)
                .append(" | ")
                .append(definitions.get(segment).get(n - 1).name())
                .append(" | ")
                .append(told(byOutcome))
                .append(" |\n"));
    }

    /** What most types have, then the others with their names. */
    private static String told(Map<String, Set<String>> byOutcome) {
        List<Map.Entry<String, Set<String>>> sorted = byOutcome.entrySet().stream()
                .sorted((a, b) -> b.getValue().size() - a.getValue().size())
                .toList();
        StringBuilder out = new StringBuilder(sorted.get(0).getKey());
        for (Map.Entry<String, Set<String>> other : sorted.subList(1, sorted.size())) {
            out.append("; in ")
                    .append(String.join(" ", other.getValue()))
                    .append(": ")
                    .append(other.getKey());
        }
        return out.toString();
    }
}
