package uk.portage.gateway.mailbox.mesh;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer other than the one that was asked for. Its texts are ours: nothing of the request is in them.
 *
 * @param status of HTTP
 * @param event the step of MESH at which it arose, empty if at none
 * @param code of MESH, empty if it has none for this
 * @param text for whoever reads it
 * @param message the message it is about
 * @param place where in the request a value is wrong, in the words of the framework that MESH answers with; empty if the
 *     error is not of that kind
 * @param headers to be sent with it
 */
record MeshRefusal(
        int status,
        String event,
        String code,
        String text,
        Optional<String> message,
        List<String> place,
        Map<String, String> headers) {

    static final String SEND = "SEND";
    static final String COLLECT = "COLLECT";

    MeshRefusal {
        place = List.copyOf(place);
        headers = Map.copyOf(headers);
    }

    private MeshRefusal(int status, String event, String code, String text) {
        this(status, event, code, text, Optional.empty(), List.of(), Map.of());
    }

    static MeshRefusal of(ErrorCode code, String event) {
        return new MeshRefusal(code.status(), event, code.code(), code.description());
    }

    /** A code with more to say than its own words. */
    static MeshRefusal of(ErrorCode code, String event, String more) {
        return new MeshRefusal(code.status(), event, code.code(), code.description() + ": " + more);
    }

    /** The same with another status than the code's usual one. */
    MeshRefusal as(int otherStatus) {
        return new MeshRefusal(otherStatus, event, code, text, message, place, headers);
    }

    static MeshRefusal sending(int status, String text) {
        return new MeshRefusal(status, SEND, "", text);
    }

    static MeshRefusal forbidden(String text) {
        return new MeshRefusal(403, "", "", text);
    }

    static MeshRefusal gone() {
        return new MeshRefusal(410, COLLECT, "", "Message is no longer in the inbox");
    }

    /** @param where for example {@code query} and the parameter's name */
    static MeshRefusal invalid(String where, String name, String text) {
        return new MeshRefusal(400, "", "", text, Optional.empty(), List.of(where, name), Map.of());
    }

    static MeshRefusal nothingHere() {
        return new MeshRefusal(404, "", "", "there is nothing at this address");
    }

    static MeshRefusal notAllowed(String methods) {
        return new MeshRefusal(405, "", "", "this address allows " + methods + " only").with("Allow", methods);
    }

    static MeshRefusal tooLarge(int bytes) {
        return new MeshRefusal(413, SEND, "", "a request may have " + bytes + " bytes at most; send more in chunks")
                .with("Connection", "close");
    }

    static MeshRefusal unavailable() {
        return new MeshRefusal(503, "", "", "the gateway cannot answer now; the same request may be sent again")
                .with("Retry-After", "5");
    }

    static MeshRefusal tooFast() {
        return new MeshRefusal(429, "", "", "this organisation sends faster than it may; send it again later")
                .with("Retry-After", "5");
    }

    static MeshRefusal internal() {
        return new MeshRefusal(500, "", "", "an error in the gateway");
    }

    MeshRefusal about(String messageId) {
        return new MeshRefusal(status, event, code, text, Optional.of(messageId), place, headers);
    }

    private MeshRefusal with(String header, String value) {
        return new MeshRefusal(status, event, code, text, message, place, Map.of(header, value));
    }
}
