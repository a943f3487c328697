package uk.portage.gateway.proofs.hostile;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import uk.portage.gateway.proofs.hostile.HostileCase.Attempt;

/**
 * The cases that lie as files beside this class, in a directory for each face. A file is what is expected of it, one
 * {@code name: value} in each line, a line {@code ---}, and what is sent. In there {@code {0B}} is a byte, {@code {nhs}}
 * and the like are values of {@link HostileWorld#filled}, and an end of line is that of the face.
 */
final class StoredCases {

    private static final String CUT = "\n---\n";

    private StoredCases() {}

    static Stream<HostileCase> of(Face face) {
        return files(face).stream().map(file -> read(face, file));
    }

    private static List<Path> files(Face face) {
        try {
            URL directory = StoredCases.class.getResource(face.name().toLowerCase(Locale.ROOT));
            if (directory == null) {
                return List.of();
            }
            try (Stream<Path> files = Files.list(Path.of(directory.toURI()))) {
                return files.sorted().toList();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The bytes of a case, to be sent otherwise than at once.
     *
     * @param http true if they are for the port of HTTP, false for MLLP's
     */
    record Script(String title, boolean http, Function<HostileWorld, byte[]> bytes) {}

    static Stream<Script> scripts() {
        return Stream.of(Face.MLLP, Face.HL7V2, Face.FHIR, Face.CASELOAD, Face.AUDIT, Face.HTTP, Face.MESH)
                .flatMap(face -> files(face).stream().map(file -> script(face, file)));
    }

    private static Script script(Face face, Path file) {
        Stored stored = stored(file);
        String sent = stored.sent();
        String carriageReturns = sent.replace('\n', '\r');
        Function<HostileWorld, byte[]> bytes = switch (face) {
            case MLLP -> world -> world.filled(carriageReturns);
            case HL7V2 -> world -> Mllp.frame(world.filled(carriageReturns + "\r"));
            case HTTP, AUDIT, MESH -> world -> world.filled(withCredential(sent.replace("\n", "\r\n")));
            case FHIR ->
                world -> Http.request(
                        world,
                        Fhir.MESSAGE,
                        Map.of(
                                "Authorization",
                                "Bearer " + world.token("RCB", "source"),
                                "Content-Type",
                                contentType(sent, stored.expected())),
                        world.filled(Fhir.withParts(sent)));
            default ->
                world -> Http.request(
                        world,
                        "PUT /caseload",
                        Map.of(
                                "Authorization",
                                "Bearer " + world.token("9D1", "destination"),
                                "Content-Type",
                                stored.expected().getOrDefault("content-type", "text/csv")),
                        world.filled(sent.replace("\n", "\r\n")));
        };
        return new Script(
                face + ": " + stored.name().replace('-', ' '), face != Face.MLLP && face != Face.HL7V2, bytes);
    }

    private record Stored(String name, Map<String, String> expected, String sent) {}

    private static HostileCase read(Face face, Path file) {
        Stored stored = stored(file);
        return HostileCase.of(
                face,
                stored.name(),
                String.valueOf(stored.expected().get("answer")),
                Integer.parseInt(stored.expected().getOrDefault("refused", "0")),
                attempt(face, stored.sent(), stored.expected()));
    }

    private static Stored stored(Path file) {
        try {
            String text = Files.readString(file);
            int cut = text.indexOf(CUT);
            Map<String, String> expected = new HashMap<>();
            text.substring(0, cut).lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                List<String> words = List.of(line.split(": *", 2));
                expected.put(words.get(0), words.get(1));
            });
            String body = text.substring(cut + CUT.length());
            return new Stored(
                    file.getFileName().toString().replaceFirst("\\..*", ""),
                    expected,
                    body.endsWith("\n") ? body.substring(0, body.length() - 1) : body);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(file + " is not a case", e);
        }
    }

    private static Attempt attempt(Face face, String sent, Map<String, String> expected) {
        String carriageReturns = sent.replace('\n', '\r');
        String lines = sent.replace("\n", "\r\n");
        return switch (face) {
            case MLLP -> world -> Mllp.say(world, world.filled(carriageReturns));
            case HL7V2 -> world -> Mllp.say(world, Mllp.frame(world.filled(carriageReturns + "\r")));
            case HTTP, AUDIT, MESH ->
                world -> Wire.http(world.httpPort(), world.filled(withCredential(lines)), expected.containsKey("end"));
            case FHIR -> world -> Fhir.push(world, contentType(sent, expected), world.filled(Fhir.withParts(sent)));
            case CASELOAD ->
                world -> Http.send(
                        world,
                        "PUT /caseload",
                        Map.of(
                                "Authorization",
                                "Bearer " + world.token("9D1", "destination"),
                                "Content-Type",
                                expected.getOrDefault("content-type", "text/csv")),
                        world.filled(lines));
            default -> throw new IllegalArgumentException(face + " has no files");
        };
    }

    /** MESH's are good for one request, so each place gets one of its own. */
    private static String withCredential(String text) {
        String filled = text;
        while (filled.contains("{mesh}")) {
            filled = filled.replaceFirst("\\{mesh}", HostileWorld.meshCredential(HostileWorld.TRUST));
        }
        return filled;
    }

    private static String contentType(String body, Map<String, String> expected) {
        return Optional.ofNullable(expected.get("content-type"))
                .orElse(body.stripLeading().startsWith("<") ? "application/fhir+xml" : "application/fhir+json");
    }
}
