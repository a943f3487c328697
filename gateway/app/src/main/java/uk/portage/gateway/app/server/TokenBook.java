package uk.portage.gateway.app.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.configuration.Token;
import uk.portage.gateway.app.configuration.TokenFile;
import uk.portage.gateway.pipeline.watch.WatchedFile;
import uk.portage.gateway.transfer.Sha256;

/** The tokens that are in force, of the token file and those that were issued. Safe for use by many threads. */
final class TokenBook {

    private final WatchedFile<List<Token>, CommandFailedException> tokens;
    private final Supplier<List<Token>> issued;
    private final InstantSource clock;

    /**
     * Reads the file; what is wrong with it ends the start.
     *
     * @param issued those that are in force beside the file
     */
    TokenBook(Path file, Supplier<List<Token>> issued, InstantSource clock) {
        this.issued = issued;
        this.clock = clock;
        this.tokens = new WatchedFile<>(
                WatchedFile.Watched.files("the token file", List.of(file)),
                () -> TokenFile.read(file).stream().map(TokenFile.Line::token).toList(),
                CommandFailedException.class,
                clock);
    }

    /** The token with this secret, expired or not. Takes the same time for every secret. */
    Optional<Token> find(String secret) {
        byte[] hash = Sha256.of(secret.getBytes(StandardCharsets.UTF_8)).bytes();
        Optional<Token> found = Optional.empty();
        for (Token token : everyToken()) {
            if (MessageDigest.isEqual(token.hash().bytes(), hash)) {
                found = Optional.of(token);
            }
        }
        return found;
    }

    /** The tokens that expire within the given time, expired ones among them. */
    List<Token> expiringWithin(Duration time) {
        Instant then = clock.instant().plus(time);
        return everyToken().stream().filter(t -> t.isExpired(then)).toList();
    }

    private List<Token> everyToken() {
        return Stream.concat(tokens.content().stream(), issued.get().stream()).toList();
    }
}
