package uk.portage.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.SourcePath;

class LostElementTest {

    @ParameterizedTest
    @CsvSource({
        "PID[1]-3[2].4.1, PID-3.4.1",
        "OBX[17]-5[1], OBX-5",
        "ZPI[1], ZPI",
        "Patient.extension[0].Smith, other",
        "PID[1]-5.Smith, other",
        "ZSMITH[1]-1, other",
        "'', other"
    })
    void names_an_element_only_where_the_name_cannot_be_a_senders_words(String path, String element) {
        LostElement lost = LostElement.of(new Loss(new SourcePath(path), LossKind.NO_TARGET));

        assertThat(lost.element()).isEqualTo(element);
        assertThat(LostElement.parse(lost.text())).isEqualTo(lost);
    }

    @Test
    void nothing_else_can_be_one() {
        assertThatThrownBy(() -> new LostElement(LossKind.COARSER, "Smith"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("Smith");
    }
}
