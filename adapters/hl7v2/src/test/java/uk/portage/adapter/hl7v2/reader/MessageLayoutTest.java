package uk.portage.adapter.hl7v2.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.hl7v2.datatype.NhsNumber;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.layout.PlacedElement;
import uk.portage.adapter.spi.layout.SourceLayout;
import uk.portage.adapter.spi.proof.Leaf;

class MessageLayoutTest {

    private static SourceDocument document(String charset, Charset written) {
        return SourceDocument.of(String.join(
                        "\r",
                        "MSH|^~\\&|PAS|RZ9|||202611231015||ADT^A01|E1|P|2.4||||||" + charset,
                        "PID|1||9990000018^^^NHS||\u00c9LAN^Zo\u00eb^\u00c5||19491213|2",
                        "NTE|1||caf\u00e9 \\T\\ bar~\"\"~\u00fc")
                .getBytes(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "windows-1252"})
    void an_alteration_changes_one_element_and_no_other(String name) {
        Charset charset = Charset.forName(name);
        SourceDocument document =
                document(charset.equals(StandardCharsets.UTF_8) ? "UNICODE UTF-8" : "CP1252", charset);
        SourceLayout layout = MessageLayout.of(document).orElseThrow();
        List<String> before = values(document);
        for (PlacedElement element : elements(layout)) {
            if (element.framing()) {
                continue;
            }
            for (int attempt = 0; layout.altered(element, attempt).isPresent(); attempt++) {
                List<String> after = values(layout.altered(element, attempt).orElseThrow());
                assertThat(after).as(element.path().text()).hasSameSizeAs(before);
                List<Integer> changed = new ArrayList<>();
                for (int i = 0; i < before.size(); i++) {
                    if (!before.get(i).equals(after.get(i))) {
                        changed.add(i);
                    }
                }
                assertThat(changed).as(element.path().text()).hasSize(1);
            }
            assertThat(layout.altered(element, 0)).as(element.path().text()).isPresent();
        }
    }

    private static List<String> values(SourceDocument document) {
        return new MessageLeaves().leaves(document).stream().map(Leaf::value).toList();
    }

    @Test
    void an_altered_document_keeps_the_identity_of_the_one_it_varies() {
        SourceDocument document = document("UNICODE UTF-8", StandardCharsets.UTF_8);
        SourceLayout layout = MessageLayout.of(document).orElseThrow();

        SourceDocument altered = layout.altered(elements(layout).get(2), 0).orElseThrow();

        assertThat(altered.bytes()).isNotEqualTo(document.bytes());
        assertThat(altered.sha256()).isEqualTo(document.sha256());
    }

    @Test
    void every_element_stands_where_the_layout_says() {
        SourceLayout layout = MessageLayout.of(document("UNICODE UTF-8", StandardCharsets.UTF_8))
                .orElseThrow();

        for (PlacedElement element : elements(layout)) {
            String there = layout.text().substring(element.offset(), element.offset() + element.length());
            if (!there.contains("\\")) {
                assertThat(there).isEqualTo(element.value());
            }
        }
        assertThat(layout.sections())
                .extracting(s -> layout.text().substring(s.offset(), s.offset() + s.length()))
                .containsExactly("MSH", "PID", "NTE");
        assertThat(elements(layout))
                .extracting(PlacedElement::name)
                .contains("patient name: family name", "message type: trigger event", "encoding characters", "comment");
    }

    private static List<PlacedElement> elements(SourceLayout layout) {
        return layout.sections().stream()
                .flatMap(section -> section.elements().stream())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"Y,N", "19491213,19451213", "20240229,20200229", "7,8", "A01,A02", "<,>", "Smith,Smitq", "a\\T\\,q\\T\\"
    })
    void an_altered_value_is_of_the_same_form(String value, String other) {
        assertThat(Alteration.of(value, Delimiters.STANDARD, 0)).contains(other);
    }

    @Test
    void an_altered_nhs_number_has_a_right_check_digit() {
        Optional<String> other = Alteration.of("9990000018", Delimiters.STANDARD, 0);

        assertThat(other)
                .hasValueSatisfying(
                        number -> assertThat(NhsNumber.isValid(number)).isTrue());
        assertThat(other).isNotEqualTo(Optional.of("9990000018"));
    }
}
