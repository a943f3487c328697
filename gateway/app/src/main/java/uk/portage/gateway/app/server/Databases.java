package uk.portage.gateway.app.server;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.configuration.Configuration;
import uk.portage.gateway.store.SqlStore;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.StoreConfiguration;
import uk.portage.gateway.store.encryption.KeyFile;

/** Opens the store that the configuration asks for. */
public final class Databases {

    private static final String PASSWORD_VARIABLE = "PORTAGE_DATABASE_PASSWORD";

    private Databases() {}

    /** @param folder the gateway's directory, in which the embedded database has a folder of its own */
    public static Store open(Configuration configuration, Path folder, Clock clock) {
        return SqlStore.open(
                configuration
                        .database()
                        .map(Databases::postgresql)
                        .orElseGet(() -> new StoreConfiguration.Sqlite(
                                folder.resolve("store").resolve("portage.db"))),
                configuration.keys().orElseGet(() -> KeyFile.at(folder.resolve("encryption.key"))),
                Optional.of(folder.resolve("ledger.key")),
                clock);
    }

    private static StoreConfiguration postgresql(Configuration.Database database) {
        String user = database.user()
                .or(() -> parameter(database.url(), "user"))
                .orElse(System.getProperty("user.name", "portage"));
        String password = database.passwordFile()
                .map(Databases::firstLine)
                .or(() -> parameter(database.url(), "password"))
                .or(() -> Optional.ofNullable(System.getenv(PASSWORD_VARIABLE)))
                .orElse("");
        return new StoreConfiguration.Postgresql(database.url(), user, password);
    }

    private static Optional<String> parameter(String url, String name) {
        Matcher matcher = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(url);
        return matcher.find()
                ? Optional.of(URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw CommandFailedException.environment(
                    "cannot read " + file + ": it must belong to the user who runs this");
        }
    }
}
