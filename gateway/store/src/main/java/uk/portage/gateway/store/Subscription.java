package uk.portage.gateway.store;

import java.time.Instant;
import java.util.List;
import uk.portage.gateway.transfer.OdsCode;

/** A destination's wish to be told of each transfer that comes into its mailbox. */
public final class Subscription {

    /** How far it has come. Stored: constants are added, never renamed. */
    public enum Status {
        /** Its endpoint has not shown yet that it is there. */
        REQUESTED,
        ACTIVE,
        /** Given up: its endpoint did not take what it was told. */
        ERROR
    }

    private final String id;
    private final OdsCode owner;
    private final String endpoint;
    private final List<String> headers;
    private final byte[] secret;
    private final Progress progress;
    private final Instant createdAt;

    /**
     * What changes.
     *
     * @param error why it was given up, for its owner; empty otherwise
     * @param position of the last mailbox item that it was told of, or after which it began
     * @param events how many transfers it was told of
     */
    public record Progress(Status status, String error, long position, long events) {}

    /**
     * @param id of letters, digits and hyphens
     * @param headers to be sent with each notification, each {@code Name: value}
     * @param secret signs notifications; not copied
     */
    public Subscription(
            String id,
            OdsCode owner,
            String endpoint,
            List<String> headers,
            byte[] secret,
            Progress progress,
            Instant createdAt) {
        this.id = id;
        this.owner = owner;
        this.endpoint = endpoint;
        this.headers = List.copyOf(headers);
        this.secret = secret;
        this.progress = progress;
        this.createdAt = createdAt;
    }

    public String id() {
        return id;
    }

    public OdsCode owner() {
        return owner;
    }

    public String endpoint() {
        return endpoint;
    }

    public List<String> headers() {
        return headers;
    }

    /** The array itself, not a copy; it must not be changed. */
    public byte[] secret() {
        return secret;
    }

    public Progress progress() {
        return progress;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** The id only: headers and secret are credentials. */
    @Override
    public String toString() {
        return "Subscription[" + id + "]";
    }
}
