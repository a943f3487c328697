package uk.portage.gateway.auditor.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HerfindahlTest {

    @Test
    void agrees_with_examples_by_hand() {
        // 0.5 squared + 0.3 squared + 0.2 squared.
        assertThat(Herfindahl.index(List.of(50L, 30L, 20L)).orElseThrow()).isEqualTo(0.38);
        assertThat(Herfindahl.index(List.of(7L, 7L, 7L, 7L)).orElseThrow()).isEqualTo(0.25);
    }

    @Test
    void is_one_if_all_comes_from_one() {
        assertThat(Herfindahl.index(List.of(12L, 0L)).orElseThrow()).isEqualTo(1);
    }

    @Test
    void says_nothing_about_nothing() {
        assertThat(Herfindahl.index(List.of())).isEmpty();
        assertThat(Herfindahl.index(List.of(0L))).isEmpty();
    }
}
