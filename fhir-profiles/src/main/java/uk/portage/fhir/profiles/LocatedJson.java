package uk.portage.fhir.profiles;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON that knows where it stands, for files that people write: an error names line and column. Numbers and booleans
 * are texts, too.
 */
sealed interface LocatedJson {

    /** Where it begins in its file. */
    Place place();

    record JsonObject(Map<String, LocatedJson> members, Place place) implements LocatedJson {}

    record JsonList(List<LocatedJson> items, Place place) implements LocatedJson {}

    record JsonText(String text, Place place) implements LocatedJson {}

    /** Both from 1. */
    record Place(int line, int column) {

        static final Place START = new Place(1, 1);

        static Place of(JsonLocation location) {
            return new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
        }
    }

    JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** The one object in the stream; a name twice in an object, or anything after it, is an error. */
    static JsonObject read(InputStream stream) throws IOException {
        try (JsonParser parser = FACTORY.createParser(stream)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(parser, "not one object");
            }
            JsonObject object = object(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "not one object");
            }
            return object;
        }
    }

    private static JsonObject object(JsonParser parser) throws IOException {
        Place place = Place.of(parser.currentTokenLocation());
        Map<String, LocatedJson> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return new JsonObject(members, place);
    }

    private static LocatedJson value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(parser);
        }
        Place place = Place.of(parser.currentTokenLocation());
        if (token == JsonToken.START_ARRAY) {
            List<LocatedJson> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser));
            }
            return new JsonList(items, place);
        }
        return new JsonText(parser.getText(), place);
    }
}
