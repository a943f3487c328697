package uk.portage.gateway.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.store.encryption.DataKey;
import uk.portage.gateway.store.encryption.KeySource;
import uk.portage.gateway.store.encryption.KeyUnavailableException;
import uk.portage.gateway.store.encryption.Sealing;
import uk.portage.gateway.store.encryption.WrappedKey;
import uk.portage.gateway.transfer.Rendering;
import uk.portage.gateway.transfer.SubmissionId;

/** How the store's payloads are encrypted, and what it knows of the keys. */
final class Encryption {

    static final String SUBMISSION = "submission";

    static final String WRAPPING_KEYS = "SELECT id, check_value FROM wrapping_key";

    private final Sealing sealing;
    private volatile boolean mayBePlain = true;
    private boolean needsWork;

    private Encryption(Sealing sealing) {
        this.sealing = sealing;
    }

    /**
     * Opens the keys of a store and sees that they are the ones it was encrypted with.
     *
     * @throws StoreUnavailableException with one line for the operator if not
     */
    static Encryption open(Database database, KeySource source) {
        try (Connection connection = database.reading().getConnection();
                Statement statement = connection.createStatement()) {
            Map<String, byte[]> known = known(statement);
            Encryption encryption = new Encryption(new Sealing(source.open(known.isEmpty())));
            encryption.check(known);
            try (ResultSet row = statement.executeQuery("SELECT plain FROM writer")) {
                row.next();
                encryption.mayBePlain = row.getInt(1) != 0;
            }
            encryption.needsWork =
                    encryption.mayBePlain || !known.keySet().equals(Set.of(encryption.sealing.current()));
            return encryption;
        } catch (SQLException e) {
            throw new StoreUnavailableException("the store cannot be read", Database.withoutContent(e));
        } catch (KeyUnavailableException e) {
            throw new StoreUnavailableException(e.line(), FailureCode.STORE_UNAVAILABLE);
        }
    }

    static Map<String, byte[]> known(Statement statement) throws SQLException {
        Map<String, byte[]> known = new LinkedHashMap<>();
        try (ResultSet rows = statement.executeQuery(WRAPPING_KEYS)) {
            while (rows.next()) {
                known.put(rows.getString(1), rows.getBytes(2));
            }
        }
        return known;
    }

    /** @throws StoreUnavailableException if one of the keys by which something is encrypted is not there */
    void check(Map<String, byte[]> known) {
        known.forEach((id, checkValue) -> {
            if (!sealing.isRight(id, checkValue)) {
                throw new StoreUnavailableException(
                        "the store was encrypted with another key (" + id + ") than the one that is there ("
                                + sealing.current() + "): restore the right one from a backup, nothing can be read"
                                + " without it",
                        FailureCode.STORE_UNAVAILABLE);
            }
        });
    }

    /** True if the current key is not on record, or something may be there that it has not wrapped. */
    boolean needsWork() {
        return needsWork;
    }

    Sealing sealing() {
        return sealing;
    }

    /** Everything that is kept is encrypted from now on: what is not was not kept by this store. */
    void everythingIsSealed() {
        mayBePlain = false;
    }

    boolean mayBePlain() {
        return mayBePlain;
    }

    /** The word for a bundle's place among its submission's payloads. */
    static String placeOf(Rendering rendering) {
        return "bundle/" + rendering.name();
    }

    /** A submission's payload as it was before it was kept. */
    byte[] payload(SubmissionId id, String place, byte[] kept, @Nullable String wrappedBy, byte @Nullable [] wrapped) {
        return key(id, wrappedBy, wrapped)
                .map(key -> key.open(kept, place).orElseThrow(() -> damaged(id, place)))
                .orElseGet(() -> plain(kept, id + "/" + place));
    }

    /** Empty for one that was kept before there was encryption. */
    Optional<DataKey> key(SubmissionId id, @Nullable String wrappedBy, byte @Nullable [] wrapped) {
        if (wrappedBy == null || wrapped == null) {
            return Optional.empty();
        }
        return Optional.of(sealing.unwrap(new WrappedKey(wrappedBy, wrapped), id.toString())
                .orElseThrow(() -> damaged(id, "data key")));
    }

    private static DamagedPayloadException damaged(SubmissionId id, String place) {
        return new DamagedPayloadException(id + "/" + place);
    }

    private byte[] plain(byte[] kept, String place) {
        if (!mayBePlain) {
            throw new DamagedPayloadException(place);
        }
        return kept;
    }

    byte[] open(byte[] kept, String place) {
        return Sealing.isSealed(kept)
                ? sealing.open(kept, place).orElseThrow(() -> new DamagedPayloadException(place))
                : plain(kept, place);
    }

    /** An empty text is kept as it is. */
    String sealText(String plain, String place) {
        return plain.isEmpty() ? plain : sealing.sealText(plain, place);
    }

    String openText(String kept, String place) {
        if (kept.isEmpty()) {
            return kept;
        }
        if (Sealing.isSealed(kept)) {
            return sealing.openText(kept, place).orElseThrow(() -> new DamagedPayloadException(place));
        }
        if (!mayBePlain) {
            throw new DamagedPayloadException(place);
        }
        return kept;
    }
}
