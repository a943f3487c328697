package uk.portage.gateway.app.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.configuration.Token;
import uk.portage.gateway.app.configuration.TokenFile;
import uk.portage.gateway.transfer.Sha256;

/**
 * The tokens in force, read again within a second of a change of their file. A file that has become wrong, or readable
 * by others, changes nothing but the log. Safe for use by many threads.
 */
final class TokenBook {

    private static final Logger LOG = LoggerFactory.getLogger(TokenBook.class);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    private record Edition(List<Token> tokens, Object fileState, Instant checked) {}

    private final Path file;
    private final InstantSource clock;
    private volatile Edition edition;

    /** Reads the file; what is wrong with it ends the start. */
    TokenBook(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        Object state = state();
        this.edition = new Edition(read(), state, clock.instant());
    }

    /** The token with this secret, expired or not. Takes the same time for every secret. */
    Optional<Token> find(String secret) {
        byte[] hash = Sha256.of(secret.getBytes(StandardCharsets.UTF_8)).bytes();
        Optional<Token> found = Optional.empty();
        for (Token token : current().tokens()) {
            if (MessageDigest.isEqual(token.hash().bytes(), hash)) {
                found = Optional.of(token);
            }
        }
        return found;
    }

    /** The tokens that expire within the given time, expired ones among them. */
    List<Token> expiringWithin(Duration time) {
        Instant then = clock.instant().plus(time);
        return current().tokens().stream().filter(t -> t.isExpired(then)).toList();
    }

    private Edition current() {
        Edition now = edition;
        if (clock.instant().isBefore(now.checked().plus(CHECK_EVERY))) {
            return now;
        }
        synchronized (this) {
            now = edition;
            Object state = state();
            List<Token> tokens = now.tokens();
            if (!state.equals(now.fileState())) {
                try {
                    tokens = read();
                    LOG.info("the token file has changed: {} tokens in force", tokens.size());
                } catch (CommandFailedException e) {
                    LOG.error("the token file has changed but is not used: {}", e.lines());
                }
            }
            now = new Edition(tokens, state, clock.instant());
            edition = now;
            return now;
        }
    }

    private List<Token> read() {
        return TokenFile.read(file).stream().map(TokenFile.Line::token).toList();
    }

    private Object state() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
