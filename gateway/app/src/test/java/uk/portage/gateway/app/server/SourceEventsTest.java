package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.transfer.OdsCode;

/** Files of independent counts, right and wrong. */
class SourceEventsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 26);
    private static final Optional<OdsCode> OWN = Optional.of(new OdsCode("RCB"));

    @Test
    void a_source_counts_its_own_days_and_an_operator_anybodys() {
        List<EntryDraft> own = SourceEvents.read("day,events\r\n2026-11-25, 412\r\n2026-11-26,0\r\n", OWN, TODAY);
        List<EntryDraft> others =
                SourceEvents.read("organisation,day,events\nrcb,2026-11-25,7\n", Optional.empty(), TODAY);

        assertThat(own).hasSize(2).allSatisfy(entry -> {
            assertThat(entry.kind()).isEqualTo(EntryKind.SOURCE_EVENTS_COUNTED);
            assertThat(entry.sender()).isEqualTo(OWN);
        });
        assertThat(own.get(0).count()).contains(412L);
        assertThat(own.get(0).startedAt()).contains(Instant.parse("2026-11-25T00:00:00Z"));
        assertThat(others)
                .singleElement()
                .satisfies(entry -> assertThat(entry.sender()).isEqualTo(OWN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "events,day/2026-11-25,1 | the header",
                "day,events | no line after",
                "day,events/2026-11-27,1 | line 2: the day",
                "day,events/25.11.2026,1 | line 2: the day",
                "day,events/2026-11-25,-1 | line 2: the events",
                "day,events/2026-11-25,many | line 2: the events",
                "day,events/2026-11-24,1/2026-11-25,1,1 | line 3 has not 2 columns",
                "day,events/\"2026-11-25,1 | quotation"
            })
    void one_wrong_line_and_none_counts(String file, String complaint) {
        assertThatThrownBy(() -> SourceEvents.read(file.replace('/', '\n'), OWN, TODAY))
                .isInstanceOfSatisfying(
                        WrongContentException.class,
                        wrong -> assertThat(wrong.what()).contains(complaint));
    }
}
