package uk.portage.gateway.app.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Who may do what to whose: {@code authorisation.txt}, which says itself how it is read. */
final class AuthorisationTable {

    private static final String FILE = "authorisation.txt";
    private static final int BEFORE_CALLERS = 5;

    private AuthorisationTable() {}

    /** Who calls. Those without a valid credential have one of the role that could do it, but for that. */
    enum Caller {
        ANONYMOUS,
        MALFORMED,
        EXPIRED,
        REVOKED,
        WRONG_AUDIENCE,
        SIGNED_EXPIRED,
        SIGNED_REVOKED,
        SOURCE_A,
        SOURCE_B,
        DESTINATION_A,
        DESTINATION_B,
        AUDITOR,
        OPERATOR,
        SIGNED_SOURCE,
        SIGNED_DESTINATION;

        boolean isB() {
            return this == SOURCE_B || this == DESTINATION_B;
        }

        boolean isSource() {
            return this == SOURCE_A || this == SOURCE_B || this == SIGNED_SOURCE;
        }

        boolean hasValidCredential() {
            return compareTo(SOURCE_A) >= 0;
        }

        /** As the table's first line has it, and in sentences. */
        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whose the object is that is asked for. */
    enum Whose {
        OWN,
        ANOTHERS,
        UNKNOWN,
        ANOTHERS_MAILBOX,
        UNKNOWN_MAILBOX,
        NONE;

        static Whose of(String word) {
            return switch (word) {
                case "own" -> OWN;
                case "another's" -> ANOTHERS;
                case "unknown" -> UNKNOWN;
                case "another's-mailbox" -> ANOTHERS_MAILBOX;
                case "unknown-mailbox" -> UNKNOWN_MAILBOX;
                case "none" -> NONE;
                default -> throw new IllegalArgumentException("not whose an object can be: " + word);
            };
        }

        String words() {
            return switch (this) {
                case OWN -> "of its own";
                case ANOTHERS -> "of another's";
                case UNKNOWN -> "of nobody's";
                case ANOTHERS_MAILBOX -> "in another's mailbox";
                case UNKNOWN_MAILBOX -> "in a mailbox that there is not";
                case NONE -> "";
            };
        }
    }

    /**
     * A row.
     *
     * @param operation room, name on the room's closed list, and after a stroke which of its uses
     * @param recorded true if asking for another's is an entry of the ledger
     * @param cells the expected status, and after a colon the code of the failure; {@code -} if there is no such case
     */
    record Row(
            String operation, String method, String address, Whose whose, boolean recorded, Map<Caller, String> cells) {

        String room() {
            return operation.substring(0, operation.indexOf('.'));
        }

        /** On the room's closed list. */
        String name() {
            String name = operation.substring(operation.indexOf('.') + 1);
            int stroke = name.indexOf('/');
            return stroke < 0 ? name : name.substring(0, stroke);
        }

        /** Without the query. */
        String path() {
            int query = address.indexOf('?');
            return query < 0 ? address : address.substring(0, query);
        }

        String cell(Caller caller) {
            return cells.getOrDefault(caller, "-");
        }

        boolean admits(Caller caller) {
            return cell(caller).startsWith("2");
        }
    }

    static List<Row> read() {
        try (InputStream in = AuthorisationTable.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("there is no " + FILE);
            }
            List<List<String>> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> List.of(line.strip().split("\\s+")))
                    .toList();
            List<String> callers = Stream.of(Caller.values()).map(Caller::words).toList();
            List<String> head = lines.get(0);
            if (!head.subList(BEFORE_CALLERS, head.size()).equals(callers)) {
                throw new IllegalStateException(FILE + " must have the columns " + callers);
            }
            return lines.stream().skip(1).map(AuthorisationTable::row).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Row row(List<String> words) {
        if (words.size() != BEFORE_CALLERS + Caller.values().length) {
            throw new IllegalStateException("a row has not as many cells as there are columns: " + words);
        }
        Map<Caller, String> cells = new EnumMap<>(Caller.class);
        for (Caller caller : Caller.values()) {
            cells.put(caller, words.get(BEFORE_CALLERS + caller.ordinal()));
        }
        return new Row(
                words.get(0),
                words.get(1),
                words.get(2),
                Whose.of(words.get(3)),
                words.get(4).equals("entry"),
                cells);
    }
}
