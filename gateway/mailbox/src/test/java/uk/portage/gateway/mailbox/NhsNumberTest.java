package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NhsNumberTest {

    @ParameterizedTest
    @ValueSource(strings = {"9990000018", "999 000 0018", "9990000026", "9990000034", "9990000042"})
    void ten_digits_with_a_right_check_digit_are_a_number(String text) {
        assertThat(NhsNumber.parse(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "999000001", "99900000180", "9990000019", "999-000-0018", "999000001x", "٩٩٩٠٠٠٠٠١٨"})
    void anything_else_is_not(String text) {
        assertThat(NhsNumber.parse(text)).isEmpty();
    }

    @Test
    void a_first_nine_digits_whose_check_digit_would_be_ten_have_no_number() {
        int valid = 0;
        for (int check = 0; check < 10; check++) {
            valid += NhsNumber.parse("999000010" + check).isPresent() ? 1 : 0;
        }
        int without = 0;
        for (int first = 0; first < 100; first++) {
            int found = 0;
            for (int check = 0; check < 10; check++) {
                found += NhsNumber.parse(String.format("9990000%02d%d", first, check))
                                .isPresent()
                        ? 1
                        : 0;
            }
            assertThat(found).isBetween(0, 1);
            without += found == 0 ? 1 : 0;
        }
        assertThat(valid).isBetween(0, 1);
        assertThat(without).isPositive();
    }

    @Test
    void its_text_says_nothing() {
        assertThat(NhsNumber.parse("9990000018").orElseThrow()).hasToString("NhsNumber");
    }
}
