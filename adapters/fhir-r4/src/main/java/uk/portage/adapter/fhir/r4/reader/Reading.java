package uk.portage.adapter.fhir.r4.reader;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;

/** What came of reading a document's bytes. */
public sealed interface Reading {

    /** FHIR R4's two encodings (http.html#mime-type). */
    enum Encoding {
        JSON,
        XML
    }

    /**
     * A Bundle, its elements named and in order; nothing is known yet of whether they are FHIR's.
     *
     * @param text the document without a byte order mark
     */
    record Read(SourceElement bundle, Encoding encoding, String text) implements Reading {

        /** The encoding only: the rest is a person's record. */
        @Override
        public String toString() {
            return "Read[" + encoding + "]";
        }
    }

    /** Not a document that may be parsed. */
    record Unreadable(FailureCode code, List<SourcePath> where) implements Reading {

        static Unreadable at(FailureCode code, SourceElement element) {
            return new Unreadable(code, List.of(element.path()));
        }
    }

    /** Reads a document. Total, and safe for any bytes: depth, numbers and document types are limited. */
    static Reading of(SourceDocument document) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document.bytes()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return new Unreadable(FailureCode.UNREADABLE, List.of());
        }
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        String start = text.stripLeading();
        if (start.startsWith("{")) {
            return JsonDocument.read(text);
        }
        return start.startsWith("<") ? XmlDocument.read(text) : new Unreadable(FailureCode.UNREADABLE, List.of());
    }
}
