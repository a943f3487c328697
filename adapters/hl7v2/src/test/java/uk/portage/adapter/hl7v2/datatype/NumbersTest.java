package uk.portage.adapter.hl7v2.datatype;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.hl7v2.target.Systems;

class NumbersTest {

    @ParameterizedTest
    @ValueSource(strings = {"9990000018", "9990000026", "9990000034"})
    void an_nhs_number_with_its_check_digit_is_valid(String number) {
        assertThat(NhsNumber.isValid(number)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9990000019", "999000001", "99900000188", "999000001X", "", "999 000 0018"})
    void any_other_is_not(String number) {
        assertThat(NhsNumber.isValid(number)).isFalse();
    }

    @Test
    void groups_of_a_valid_number_are_joined_and_an_invalid_one_is_not_mended() {
        assertThat(NhsNumber.normal("999-000 0018")).isEqualTo("9990000018");
        assertThat(NhsNumber.normal("999-000 0019")).isEqualTo("999-0000019");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1,000", "", "+", ".", "1.2.3", "0x10", "1234567890123456789", "NaN"})
    void what_is_no_number_is_not_read_as_one(String text) {
        assertThat(Nm.decimal(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"<5, <, 5", ">=10.50, >=, 10.50", "-3, '', -3", "007, '', 7"})
    void a_comparator_before_a_number_is_kept(String text, String comparator, String value) {
        var quantity = Nm.quantity(text).orElseThrow();

        assertThat(quantity.hasComparator() ? quantity.getComparator().toCode() : "")
                .isEqualTo(comparator);
        assertThat(quantity.getValue().toPlainString()).isEqualTo(value);
    }

    @Test
    void a_site_is_not_its_organisation() {
        assertThat(Ods.system("RZ9")).contains(Systems.ODS_ORGANISATION);
        assertThat(Ods.system("RZ955")).contains(Systems.ODS_SITE);
        assertThat(Ods.system("Y99999")).contains(Systems.ODS_ORGANISATION);
        assertThat(Ods.system("ROUTE")).isEqualTo(Optional.empty());
        assertThat(Ods.organisation("RZ955")).isEqualTo("RZ9");
    }

    @Test
    void an_oid_is_one_that_fhir_takes() {
        assertThat(Hd.isOid("2.16.840.1.113883.2.1.4.1")).isTrue();
        assertThat(Hd.isOid("1.2")).isFalse();
        assertThat(Hd.isOid("9.8.7")).isFalse();
        assertThat(Hd.isOid("1.02.3")).isFalse();
        assertThat(Hd.isOid("1.2.3.")).isFalse();
    }
}
