package uk.portage.adapter.spi;

/** Something that was carried but deserves attention. */
public record Finding(SourcePath path, Kind kind) {

    /** Stored for ever: constants are added, never renamed. */
    public enum Kind {
        /** Ten digits whose check digit is wrong, or not ten digits: carried as sent, never mended. */
        NHS_NUMBER_INVALID("the NHS number is not ten digits with a right check digit; carried as sent"),
        NHS_NUMBER_NOT_VERIFIED("the sender does not say that the NHS number was verified"),
        NHS_NUMBER_MISSING("no NHS number was sent"),
        ENCODING_ASSUMED("the character set is not declared, or not truthfully; it was found from the bytes"),
        SEGMENT_OUT_OF_ORDER("stands where its format does not expect it"),
        SEGMENT_UNEXPECTED("not expected here; its elements may be lost"),
        LOCAL_TIME_AMBIGUOUS("a local time that the clock shows twice in the year"),
        TIME_WITHOUT_ZONE("times name no offset and are taken as local"),
        SENSITIVE_RECORD("the record is marked as sensitive"),
        ELEMENT_UNKNOWN("no element of its format; it stands only in the attached original"),
        REFERENCE_TO_NOTHING("refers to something that is not in the document");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        /** One plain clause for people, without a full stop. */
        public String meaning() {
            return meaning;
        }
    }
}
