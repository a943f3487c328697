package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.transfer.OwnersFile;

/**
 * Where a running gateway is to be found: the file {@code run.json} of its directory, there while it is ready.
 *
 * @param httpPort where the commands of this machine speak plain HTTP, whatever others speak
 */
public record RunFile(long processId, int httpPort, int mllpPort) {

    private static final String NAME = "run.json";

    /** Whole or not at all: whoever waits for the file reads it at once. */
    public void write(Path folder) throws IOException {
        String json = "{\"pid\":" + processId + ",\"httpPort\":" + httpPort + ",\"mllpPort\":" + mllpPort + "}\n";
        OwnersFile.write(folder.resolve(NAME), json.getBytes(StandardCharsets.UTF_8));
    }

    public static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(NAME));
    }

    /** Empty if no gateway has written one, or it cannot be read. */
    public static Optional<RunFile> read(Path folder) {
        try {
            String json = Files.readString(folder.resolve(NAME), StandardCharsets.UTF_8);
            OptionalLong pid = number(json, "pid");
            OptionalLong http = number(json, "httpPort");
            OptionalLong mllp = number(json, "mllpPort");
            return pid.isPresent() && http.isPresent() && mllp.isPresent()
                    ? Optional.of(new RunFile(pid.getAsLong(), (int) http.getAsLong(), (int) mllp.getAsLong()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static OptionalLong number(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(\\d{1,10})").matcher(json);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }
}
