package uk.portage.gateway.mailbox.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import uk.portage.gateway.mailbox.exchange.RetryAfter;
import uk.portage.gateway.transfer.TransferId;

class CircuitTest {

    private final AtomicLong now = new AtomicLong();
    private final Circuit circuit = new Circuit(Duration.ofSeconds(1), now::get, () -> 1);

    @Test
    void it_opens_at_once_for_a_server_that_does_not_answer_and_longer_each_time() {
        for (int seconds : new int[] {1, 2, 4, 8}) {
            circuit.failed(transfer(1), Verdict.Later.ofServer("no answer"));
            pass(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(circuit.isOpen()).isTrue();
            pass(Duration.ofMillis(1));
            assertThat(circuit.isOpen()).isFalse();
        }
        circuit.wentWell();
        circuit.failed(transfer(1), Verdict.Later.ofServer("no answer"));
        pass(Duration.ofSeconds(1));
        assertThat(circuit.isOpen()).isFalse();
    }

    @Test
    void one_record_that_fails_again_and_again_does_not_open_it_and_three_do() {
        Verdict.Later ofRecord = new Verdict.Later("it answers 500", true, Optional.empty());
        for (int i = 0; i < 10; i++) {
            circuit.failed(transfer(1), ofRecord);
        }
        circuit.failed(transfer(2), ofRecord);
        assertThat(circuit.isOpen()).isFalse();
        circuit.failed(transfer(3), ofRecord);
        assertThat(circuit.isOpen()).isTrue();
    }

    @Test
    void a_pause_is_never_shorter_than_half_nor_than_asked_nor_longer_than_five_minutes_or_the_hour_asked() {
        Circuit hasty = new Circuit(Duration.ofSeconds(1), now::get, () -> 0);
        assertThat(hasty.pause(1, Optional.empty())).isEqualTo(Duration.ofMillis(500));
        assertThat(circuit.pause(1_000, Optional.empty())).isEqualTo(Duration.ofMinutes(5));
        assertThat(circuit.pause(1, Optional.of(Duration.ofMinutes(10)))).isEqualTo(Duration.ofMinutes(10));
        assertThat(circuit.pause(1, Optional.of(Duration.ofDays(400)))).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void a_server_asks_in_seconds_or_by_a_date() {
        Clock clock = Clock.fixed(Instant.parse("2026-11-26T04:00:00Z"), ZoneOffset.UTC);
        assertThat(RetryAfter.read(" 120 ", clock)).contains(Duration.ofSeconds(120));
        assertThat(RetryAfter.read("Thu, 26 Nov 2026 04:01:00 GMT", clock)).contains(Duration.ofMinutes(1));
        assertThat(RetryAfter.read("Thu, 26 Nov 2026 03:00:00 GMT", clock)).contains(Duration.ZERO);
        assertThat(RetryAfter.read("soon", clock)).isEmpty();
        assertThat(RetryAfter.read("99999999999999999999", clock)).isEmpty();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static TransferId transfer(int number) {
        return new TransferId(new UUID(0, number));
    }
}
