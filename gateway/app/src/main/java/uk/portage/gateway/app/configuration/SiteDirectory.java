package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import uk.portage.adapter.spi.CodeMaps;
import uk.portage.adapter.spi.SiteField;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.fhir.profiles.CodeMapProblem;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;
import uk.portage.fhir.profiles.SiteCodeMap;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.pipeline.translate.SiteRules;
import uk.portage.gateway.transfer.OdsCode;

/**
 * A site's own rules, as a directory holds them: {@code maps/NAME.json} adds to a code map, {@code fields.yaml} says
 * what fields of Z segments mean; both again below {@code senders/ODS} for one sender alone, which then wins. Read
 * strictly, and with every problem of every file at once.
 */
public final class SiteDirectory implements SiteRules {

    private static final String MAPS = "maps";
    private static final String FIELDS = "fields.yaml";
    private static final String SENDERS = "senders";
    private static final String JSON = ".json";
    private static final long LARGEST_FILE = 16L * 1024 * 1024;
    private static final int MOST_WORDS_SHOWN = 12;
    private static final Pattern FIELD = Pattern.compile("Z[A-Z0-9]{2}-[1-9]\\d{0,2}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern URI = Pattern.compile("[a-z][a-z0-9+.-]*:[!-~]+");
    private static final Map<String, SiteField.Kind> KINDS = new LinkedHashMap<>();
    private static final Map<String, SiteField.Subject> SUBJECTS =
            Map.of("patient", SiteField.Subject.PATIENT, "encounter", SiteField.Subject.ENCOUNTER);

    static {
        KINDS.put("code", SiteField.Kind.CODE);
        KINDS.put("text", SiteField.Kind.TEXT);
        KINDS.put("dateTime", SiteField.Kind.DATE_TIME);
        KINDS.put("number", SiteField.Kind.NUMBER);
        KINDS.put("person", SiteField.Kind.PERSON);
        KINDS.put("identifier", SiteField.Kind.IDENTIFIER);
        KINDS.put("organisation", SiteField.Kind.ORGANISATION);
        KINDS.put("location", SiteField.Kind.LOCATION);
    }

    /** The rules of one folder: the site's, or those of one sender. */
    private record Rules(List<SiteCodeMap> maps, Map<SourcePath, SiteField> fields) {}

    private final Set<OdsCode> organisations;
    private final List<Problems> problems = new ArrayList<>();
    private final Map<OdsCode, ConceptMapCodeMaps> mapsOfSenders = new HashMap<>();
    private final Map<OdsCode, List<SiteField>> fieldsOfSenders = new HashMap<>();
    private ConceptMapCodeMaps maps = ConceptMapCodeMaps.standard();
    private List<SiteField> fields = List.of();
    private int mapCount;
    private int fieldCount;

    private SiteDirectory(Set<OdsCode> organisations) {
        this.organisations = organisations;
    }

    /**
     * @param organisations who may be a sender; empty if that is not known here
     * @throws CommandFailedException with everything that is wrong
     */
    public static SiteDirectory read(Path folder, Set<OdsCode> organisations) {
        if (!Files.isDirectory(folder)) {
            throw CommandFailedException.usage("there is no directory " + folder + " of site rules");
        }
        SiteDirectory site = new SiteDirectory(organisations);
        site.read(folder);
        List<String> lines =
                site.problems.stream().flatMap(p -> p.lines().stream()).toList();
        if (!lines.isEmpty()) {
            throw CommandFailedException.usage(String.join("\n", lines));
        }
        return site;
    }

    @Override
    public CodeMaps codeMaps(OdsCode sender) {
        return mapsOfSenders.getOrDefault(sender, maps);
    }

    @Override
    public List<SiteField> fields(OdsCode sender) {
        return fieldsOfSenders.getOrDefault(sender, fields);
    }

    /** How much there is, in words. */
    public String summary() {
        return mapCount + " code maps, " + fieldCount + " fields, " + mapsOfSenders.size() + " senders of their own";
    }

    private void read(Path folder) {
        Rules all = rules(folder, Set.of(MAPS, FIELDS, SENDERS));
        List<OdsCode> senders = new ArrayList<>();
        List<Rules> own = new ArrayList<>();
        for (Path entry : entries(folder.resolve(SENDERS))) {
            sender(entry).ifPresent(senders::add);
            own.add(rules(entry, Set.of(MAPS, FIELDS)));
        }
        if (problems.stream().anyMatch(p -> !p.isEmpty())) {
            return;
        }
        maps = maps.with(all.maps());
        fields = List.copyOf(all.fields().values());
        for (int i = 0; i < senders.size(); i++) {
            Map<SourcePath, SiteField> both = new TreeMap<>(all.fields());
            both.putAll(own.get(i).fields());
            mapsOfSenders.put(senders.get(i), maps.with(own.get(i).maps()));
            fieldsOfSenders.put(senders.get(i), List.copyOf(both.values()));
        }
    }

    private Optional<OdsCode> sender(Path folder) {
        String name = nameOf(folder);
        Optional<OdsCode> code = OdsCode.parse(name).filter(c -> c.value().equals(name));
        if (code.isEmpty() || !(organisations.isEmpty() || organisations.contains(code.get()))) {
            about(folder).add(0, "'" + name + "' is not " + ConfigurationFile.ODS_FORM);
        }
        return code;
    }

    private Rules rules(Path folder, Set<String> known) {
        List<SiteCodeMap> read = new ArrayList<>();
        Map<SourcePath, SiteField> named = new TreeMap<>();
        for (Path entry : entries(folder)) {
            switch (nameOf(entry)) {
                case MAPS -> entries(entry).forEach(file -> map(file).ifPresent(read::add));
                case FIELDS -> named.putAll(fields(entry));
                case SENDERS -> {
                    if (!known.contains(SENDERS)) {
                        about(entry).add(0, YamlSection.unknown("entry", SENDERS, known));
                    }
                }
                default -> about(entry).add(0, YamlSection.unknown("entry", nameOf(entry), known));
            }
        }
        mapCount += read.size();
        fieldCount += named.size();
        return new Rules(read, named);
    }

    private Optional<SiteCodeMap> map(Path file) {
        Problems wrong = about(file);
        String name = nameOf(file);
        if (!name.endsWith(JSON)) {
            wrong.add(0, "a code map is a file NAME" + JSON);
            return Optional.empty();
        }
        String map = name.substring(0, name.length() - JSON.length());
        Set<String> known = ConceptMapCodeMaps.standard().names();
        if (!known.contains(map)) {
            wrong.add(0, unknown("unknown code map", map, known));
            return Optional.empty();
        }
        Optional<SiteCodeMap> read = bytes(file, wrong).map(json -> SiteCodeMap.read(map, json));
        read.ifPresent(m -> m.problems().forEach(p -> wrong.add(p.line(), p.column(), words(p))));
        return read;
    }

    private static String words(CodeMapProblem problem) {
        return problem.word().isEmpty() ? problem.what() : unknown(problem.what(), problem.word(), problem.known());
    }

    private static String unknown(String what, String word, Set<String> known) {
        String list = known.size() > MOST_WORDS_SHOWN
                ? ""
                : "; known: " + String.join(", ", known.stream().sorted().toList());
        return what + " '" + word + "'"
                + Spelling.nearest(word, known)
                        .map(guess -> "; did you mean '" + guess + "'?")
                        .orElse(list);
    }

    private Map<SourcePath, SiteField> fields(Path file) {
        Problems wrong = about(file);
        Map<SourcePath, SiteField> named = new TreeMap<>();
        Map<String, String> names = new HashMap<>();
        YamlSection section = YamlSection.parse(text(file, wrong), wrong);
        for (YamlSection.Text key : section.keys()) {
            if (!FIELD.matcher(key.value()).matches()) {
                wrong.add(key.line(), "'" + key.value() + "' is not a field of a Z segment, such as ZXX-5");
            }
            YamlSection one = section.section(key.value());
            Optional<String> name = one.require(
                    "name",
                    "small letters, digits and hyphens",
                    text -> Optional.of(text)
                            .filter(t -> t.length() <= 60 && NAME.matcher(t).matches()));
            name.map(n -> names.putIfAbsent(n, key.value()))
                    .ifPresent(other -> one.problem("'" + name.get() + "' is the name of " + other + ", too"));
            Optional<SiteField.Kind> kind = one.require("kind", oneOf(KINDS), t -> Optional.ofNullable(KINDS.get(t)));
            Optional<SiteField.Subject> onto =
                    one.require("onto", "patient or encounter", t -> Optional.ofNullable(SUBJECTS.get(t)));
            Optional<String> system = one.read(
                    "system",
                    "a URI",
                    text -> Optional.of(text).filter(t -> URI.matcher(t).matches()));
            if (system.isPresent() && kind.isPresent() && kind.get() != SiteField.Kind.CODE) {
                one.problem("'system' belongs to a code");
            }
            one.refuseTheRest();
            if (name.isPresent() && kind.isPresent() && onto.isPresent()) {
                SourcePath element = new SourcePath(key.value());
                named.put(element, new SiteField(element, kind.get(), name.get(), onto.get(), system.orElse("")));
            }
        }
        return named;
    }

    private static String oneOf(Map<String, ?> words) {
        return "one of " + String.join(", ", words.keySet());
    }

    private String text(Path file, Problems wrong) {
        byte[] bytes = bytes(file, wrong).orElse(new byte[0]);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            wrong.add(0, "not UTF-8 text");
            return "";
        }
    }

    private static Optional<byte[]> bytes(Path file, Problems wrong) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
                wrong.add(0, "not a file of at most " + LARGEST_FILE / (1024 * 1024) + " MB");
                return Optional.empty();
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            wrong.add(0, "cannot be read: it must belong to the user who runs this");
            return Optional.empty();
        }
    }

    /** In the order of their names; what people keep beside rules is passed over. */
    private List<Path> entries(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry ->
                            !nameOf(entry).startsWith(".") && !nameOf(entry).startsWith("README"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            about(folder).add(0, "not a directory that can be listed");
            return List.of();
        }
    }

    private Problems about(Path file) {
        Problems one = new Problems(file.toString());
        problems.add(one);
        return one;
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }
}
