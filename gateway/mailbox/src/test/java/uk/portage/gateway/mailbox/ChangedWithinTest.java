package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangedWithinTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-23,             2026-11-23T00:00:00Z,     true",
        "2026-11-23,             2026-11-23T23:59:59.999Z, true",
        "2026-11-23,             2026-11-24T00:00:00Z,     false",
        "eq2026-11,              2026-11-30T12:00:00Z,     true",
        "gt2026-11-23,           2026-11-23T12:00:00Z,     false",
        "gt2026-11-23,           2026-11-24T00:00:00Z,     true",
        "ge2026-11-23,           2026-11-23T00:00:00Z,     true",
        "lt2026-11-23,           2026-11-23T00:00:00Z,     false",
        "lt2026-11-23,           2026-11-22T23:59:59.999Z, true",
        "le2026-11-23,           2026-11-23T23:59:59.999Z, true",
        "ge2026-06-01T12:00:00+01:00, 2026-06-01T11:00:00Z, true",
        "ge2026-06-01T12:00:00+01:00, 2026-06-01T10:59:59Z, false",
        "gt2026-11-23T12:00:00.123Z,  2026-11-23T12:00:00.123Z, false",
        "gt2026-11-23T12:00:00.123Z,  2026-11-23T12:00:00.124Z, true",
        "2026,                   2026-12-31T23:59:59Z,     true"
    })
    void a_value_is_as_long_as_it_is_coarse(String value, Instant changedAt, boolean admitted) {
        assertThat(ChangedWithin.parse(value).orElseThrow().admits(changedAt)).isEqualTo(admitted);
    }

    @Test
    void a_plus_sign_that_became_a_space_is_understood() {
        assertThat(ChangedWithin.parse("ge2026-06-01T12:00:00 01:00")
                        .orElseThrow()
                        .start())
                .isEqualTo(Instant.parse("2026-06-01T11:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ge", "yesterday", "ne2026", "sa2026", "2026-13-01", "ge2026-11-23T", "12026"})
    void anything_else_is_no_time(String value) {
        assertThat(ChangedWithin.parse(value)).isEmpty();
    }
}
