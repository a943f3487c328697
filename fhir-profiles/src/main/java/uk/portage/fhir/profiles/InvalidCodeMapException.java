package uk.portage.fhir.profiles;

/** A code map file breaks the rules; the message names the file and the place in it. */
public final class InvalidCodeMapException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidCodeMapException(String file, String place, String problem) {
        super(file + (place.isEmpty() ? "" : " at " + place) + ": " + problem);
    }
}
