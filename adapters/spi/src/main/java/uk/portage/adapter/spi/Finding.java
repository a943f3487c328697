package uk.portage.adapter.spi;

/** Something that was carried but deserves attention. */
public record Finding(SourcePath path, Kind kind) {

    /** Stored for ever: constants are added, never renamed. */
    public enum Kind {
        /** Ten digits whose check digit is wrong, or not ten digits: carried as sent, never mended. */
        NHS_NUMBER_INVALID,
        NHS_NUMBER_NOT_VERIFIED,
        NHS_NUMBER_MISSING,
        ENCODING_ASSUMED,
        SEGMENT_OUT_OF_ORDER,
        SEGMENT_UNEXPECTED,
        LOCAL_TIME_AMBIGUOUS,
        TIME_WITHOUT_ZONE,
        SENSITIVE_RECORD
    }
}
