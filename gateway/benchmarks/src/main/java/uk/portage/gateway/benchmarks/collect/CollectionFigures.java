package uk.portage.gateway.benchmarks.collect;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Prints the figures of collection, each from a gateway started for it in a process of its own.
 *
 * <p>Arguments: {@code mailbox JAR [WAITING] [JDBC-URL]}, {@code notification JAR [MESSAGES] [PER_SECOND]},
 * {@code collect JAR [TRANSFERS]} or {@code large JAR [MEGABYTES] [HEAP_MEBIBYTES]}.
 */
public final class CollectionFigures {

    private static final String JDBC = "jdbc:";

    private CollectionFigures() {}

    public static void main(String[] arguments) throws Exception {
        String what = arguments.length < 2 ? "" : arguments[0];
        List<Integer> numbers =
                Arrays.stream(arguments).skip(2).map(Integer::parseInt).toList();
        switch (what) {
            case "mailbox" ->
                FullMailboxFigures.print(
                        Path.of(arguments[1]),
                        number(numbers, 0, 1_000_000),
                        Arrays.stream(arguments)
                                .filter(argument -> argument.startsWith(JDBC))
                                .findFirst());
            case "notification" ->
                NotificationFigures.print(Path.of(arguments[1]), number(numbers, 0, 6_000), number(numbers, 1, 200));
            case "collect" -> FaceFigures.print(Path.of(arguments[1]), number(numbers, 0, 4_000));
            case "large" ->
                LargeDocumentFigures.print(Path.of(arguments[1]), number(numbers, 0, 100), number(numbers, 1, 1_024));
            default -> {
                System.err.println("usage: figures mailbox [WAITING] [JDBC-URL] | notification [MESSAGES] [PER_SECOND]"
                        + " | collect [TRANSFERS] | large [MEGABYTES] [HEAP_MEBIBYTES]");
                System.exit(2);
            }
        }
    }

    private static int number(List<Integer> numbers, int at, int otherwise) {
        return at < numbers.size() ? numbers.get(at) : otherwise;
    }
}
