package uk.portage.gateway.proofs.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.portage.gateway.proofs.NamedTests;

/** SECURITY.md: each claim about what stops an attacker names tests, and they exist. */
class SecurityPageTest {

    @Test
    void every_claim_is_held_by_tests_that_exist() throws IOException {
        NamedTests tests = new NamedTests();
        List<String> claims = NamedTests.lines("SECURITY.md").stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| who, from where"))
                .toList();
        assertThat(claims).hasSizeGreaterThan(10).allSatisfy(claim -> {
            assertThat(NamedTests.count(claim)).as(claim).isPositive();
            assertThat(tests.missing(claim)).isEmpty();
        });
    }
}
