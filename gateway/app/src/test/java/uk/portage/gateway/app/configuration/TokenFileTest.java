package uk.portage.gateway.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenFileTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final Problems problems = new Problems("tokens");

    @Test
    void a_token_is_good_to_the_end_of_its_last_day() {
        Token token = TokenFile.parse("# comment\n\n" + SECRET + "  9D1\tdestination 2026-11-30\n", problems)
                .get(0)
                .token();

        assertThat(problems.lines()).isEmpty();
        assertThat(token.isExpired(Instant.parse("2026-11-30T23:59:59Z"))).isFalse();
        assertThat(token.isExpired(Instant.parse("2026-12-01T00:00:00Z"))).isTrue();
    }

    @Test
    void problems_name_lines_and_never_the_secret() {
        List<TokenFile.Line> read = TokenFile.parse(
                SECRET + " 9D1 destinatoin 2026-11-30\n" + SECRET + "X 9D1 auditor tomorrow\nshort 9D1 auditor\n",
                problems);

        assertThat(read).isEmpty();
        assertThat(problems.lines())
                .containsExactly(
                        "tokens:1: unknown role 'destinatoin'; did you mean 'destination'?",
                        "tokens:2: 'tomorrow' is not a date such as 2027-03-31",
                        "tokens:3: expected 4 columns: TOKEN ODS-CODE ROLE EXPIRES, found 3");
        assertThat(String.join("", problems.lines())).doesNotContain(SECRET);
    }

    @Test
    void neither_a_line_nor_a_token_shows_its_secret() {
        TokenFile.Line line = TokenFile.parse(SECRET + " 9D1 destination 2026-11-30", problems)
                .get(0);

        assertThat(line.toString()).isEqualTo("Token[9D1, DESTINATION]");
    }
}
