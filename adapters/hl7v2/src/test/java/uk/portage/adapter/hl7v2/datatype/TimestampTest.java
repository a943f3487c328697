package uk.portage.adapter.hl7v2.datatype;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {

    private static final ZoneId ENGLAND = ZoneId.of("Europe/London");

    @ParameterizedTest
    @CsvSource({
        "1965, 1965",
        "196512, 1965-12",
        "19651213, 1965-12-13",
        "196512131515, 1965-12-13T15:15:00+00:00",
        "202607011030, 2026-07-01T10:30:00+01:00",
        "20260701103045.1234, 2026-07-01T10:30:45.1234+01:00",
        "20260701103045-0330, 2026-07-01T10:30:45-03:30",
        "20260701103045+0000, 2026-07-01T10:30:45+00:00",
        "19650000, 1965",
        "19651200, 1965-12",
        "2026070110, 2026-07-01",
        "202607012400, 2026-07-01"
    })
    void precision_and_offset_stay_as_sent(String sent, String fhir) {
        assertThat(Timestamp.parse(sent).orElseThrow().fhir(ENGLAND)).isEqualTo(fhir);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "65",
                "31/12/1980",
                "20261301",
                "20260230",
                "20260701996000",
                "2026070110306",
                "00000101",
                "20260701103045+1500",
                "20260701103045+01x0",
                "yesterday",
                "2026.5",
                "19650013"
            })
    void what_is_no_date_is_not_guessed(String sent) {
        assertThat(Timestamp.parse(sent)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"19650000", "2026070110", "202607012400", "20000101+", "20260701103045+01"})
    void what_is_left_out_is_known(String sent) {
        assertThat(Timestamp.parse(sent).orElseThrow().whole()).isFalse();
    }

    @Test
    void the_hour_that_comes_twice_is_the_earlier_one_and_known_as_ambiguous() {
        Timestamp twice = Timestamp.parse("202610250130").orElseThrow();

        assertThat(twice.fit(ENGLAND)).isEqualTo(Timestamp.Fit.AMBIGUOUS);
        assertThat(twice.instant(ENGLAND)).contains(Instant.parse("2026-10-25T00:30:00Z"));
    }

    @Test
    void the_hour_that_never_comes_is_read_by_the_clock_before_it() {
        Timestamp never = Timestamp.parse("202603290130").orElseThrow();

        assertThat(never.fit(ENGLAND)).isEqualTo(Timestamp.Fit.AMBIGUOUS);
        assertThat(never.instant(ENGLAND)).contains(Instant.parse("2026-03-29T01:30:00Z"));
    }
}
