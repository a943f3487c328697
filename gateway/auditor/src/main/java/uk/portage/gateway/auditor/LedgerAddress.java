package uk.portage.gateway.auditor;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The closed list of what can be read of the ledger itself, below {@code /ledger} (C2SP tlog-tiles). */
enum LedgerAddress {
    CHECKPOINT("/checkpoint"),
    /** All checkpoints over more entries than a number, the smallest first, as many as there is room for. */
    CHECKPOINTS("/checkpoints/([0-9]{1,18})"),
    KEYS("/keys"),
    /** What a witness is asked with that has signed a checkpoint over so many entries (C2SP tlog-witness). */
    WITNESS_REQUEST("/witness-request/([0-9]{1,18})"),
    ENTRIES("/tile/entries/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?"),
    TILE(
            "/tile/(0|[1-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?");

    private final Pattern path;

    LedgerAddress(String path) {
        this.path = Pattern.compile(path);
    }

    /** @param path whose groups are what stands in it */
    record Asked(LedgerAddress address, Matcher path) {

        long number(int group) {
            return Long.parseLong(path.group(group));
        }

        /** The index of a tile, which stands in groups of three digits. */
        long index(int group) {
            return Long.parseLong(path.group(group).replace("x", "").replace("/", ""));
        }

        /** How wide a tile is asked for. */
        int width(int group, int full) {
            return path.group(group) == null ? full : Integer.parseInt(path.group(group));
        }
    }

    /** Which address a path is; empty if it is none. */
    static Optional<Asked> of(String path) {
        return Arrays.stream(values())
                .map(address -> new Asked(address, address.path.matcher(path)))
                .filter(asked -> asked.path().matches())
                .findFirst();
    }
}
