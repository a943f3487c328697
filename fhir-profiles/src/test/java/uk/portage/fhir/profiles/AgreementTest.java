package uk.portage.fhir.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Takes each element out of a sound bundle, one at a time, and compares what the two checks say. */
@Tag("slow")
class AgreementTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * References, empty elements (which the full validator never sees: its encoder leaves them out), and codings without
     * system or code where a list or slice is required (which it takes for a question of terminology).
     */
    private static final Pattern STRICTER =
            Pattern.compile("reference-resolves|\\[empty]|\\[ext-1|required-binding|Lab category");

    @Test
    void whatever_is_taken_out_both_checks_say_the_same() throws Exception {
        UkCoreDefinitions.assumePresent();
        FullValidator full = FullValidator.with(UkCoreDefinitions.folder().resolve("profiles"));
        JsonNode sound = JSON.readTree(new JsonParser().composeBytes(new SoundBundle().bundle));
        List<String> places = new ArrayList<>();
        places("", sound, places);
        List<String> missed = new ArrayList<>();
        List<String> stricter = new ArrayList<>();
        for (String place : places) {
            Bundle bundle = without(sound, place);
            List<Problem> problems = BundleCheck.standard().check(bundle);
            List<FullValidator.Issue> errors = full.errors(bundle).stream()
                    .filter(issue -> !issue.messageId().startsWith("Terminology_"))
                    .toList();
            if (problems.isEmpty() && !errors.isEmpty()) {
                missed.add(place + ": " + errors);
            }
            if (!problems.isEmpty() && errors.isEmpty()) {
                stricter.add(place + ": "
                        + problems.stream().map(Problem::rule).distinct().toList());
            }
        }
        System.out.println(places.size() + " elements taken out; the fast check is stricter in " + stricter.size());
        stricter.forEach(System.out::println);
        assertThat(missed).isEmpty();
        assertThat(stricter).allMatch(place -> STRICTER.matcher(place).find());
    }

    private static void places(String pointer, JsonNode node, List<String> places) {
        if (!pointer.isEmpty() && !pointer.endsWith("/resourceType")) {
            places.add(pointer);
        }
        if (node.isObject()) {
            node.properties().forEach(field -> places(pointer + "/" + field.getKey(), field.getValue(), places));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            places(pointer + "/" + i, node.get(i), places);
        }
    }

    private static Bundle without(JsonNode sound, String pointer) throws IOException {
        JsonNode copy = sound.deepCopy();
        int last = pointer.lastIndexOf('/');
        JsonNode parent = copy.at(pointer.substring(0, last));
        String name = pointer.substring(last + 1);
        if (parent instanceof ArrayNode array) {
            array.remove(Integer.parseInt(name));
        } else {
            ((ObjectNode) parent).remove(name);
        }
        return (Bundle) new JsonParser().parse(copy.toString());
    }
}
