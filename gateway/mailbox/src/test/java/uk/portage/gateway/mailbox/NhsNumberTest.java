package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NhsNumberTest {

    @ParameterizedTest
    @ValueSource(strings = {"9990000018", "999 000 0018", "9990000026", "9990000034", "9990000042"})
    void tenDigitsWithARightCheckDigitAreANumber(String text) {
        assertThat(NhsNumber.parse(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "999000001", "99900000180", "9990000019", "999-000-0018", "999000001x", "٩٩٩٠٠٠٠٠١٨"})
    void anythingElseIsNot(String text) {
        assertThat(NhsNumber.parse(text)).isEmpty();
    }

    @Test
    void aFirstNineDigitsWhoseCheckDigitWouldBeTenHaveNoNumber() {
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
    void itsTextSaysNothing() {
        assertThat(NhsNumber.parse("9990000018").orElseThrow()).hasToString("NhsNumber");
    }
}
