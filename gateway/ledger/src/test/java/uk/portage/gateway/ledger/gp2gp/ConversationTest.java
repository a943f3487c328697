package uk.portage.gateway.ledger.gp2gp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import uk.portage.gateway.ledger.gp2gp.Conversation.Acknowledgement;
import uk.portage.gateway.ledger.gp2gp.Conversation.Sent;

/**
 * The truth table of GP2GP's decisions. Messages are written in short: {@code 1d} the day, {@code ok} or an error's number
 * what was said to it, {@code +} several answers, {@code -} none.
 */
class ConversationTest {

    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    @ParameterizedTest(name = "{0}: {4}")
    @CsvSource({
        // what, the request's answers, extracts (day/answers), continue and fragments, class
        "1 filed at once, ok, 1:ok@1, -, INTEGRATED_ON_TIME",
        "1 filed on the eighth day, ok, 1:ok@9, -, INTEGRATED_ON_TIME",
        "1 filed after the eighth day, ok, 1:ok@10, -, INTEGRATED_LATE",
        "1 the clock starts with the extract and not with the request, ok, 6:ok@14, -, INTEGRATED_ON_TIME",
        "1 suppressed is filed, ok, 1:15@2, -, INTEGRATED_ON_TIME",
        "1 suppressed late, ok, 1:15@12, -, INTEGRATED_LATE",
        "1 filed before it was sent by another clock, ok, 3:ok@2, -, INTEGRATED_ON_TIME",
        "1 filed though an extract before it was refused, ok, 1:11@2 2:ok@3, -, INTEGRATED_ON_TIME",
        "1 filed though one was a duplicate, ok, 1:ok@2 2:12@3, -, INTEGRATED_ON_TIME",
        "1 filed though refused first, ok, 1:11@2+ok@3, -, INTEGRATED_ON_TIME",
        "1 filed whatever became of fragments, ok, 1:ok@2, go f:-, INTEGRATED_ON_TIME",
        "1 filed though the sender had said no, 6, 1:ok@2, -, INTEGRATED_ON_TIME",
        "1 filed after the cutoff is not seen, ok, 1:ok@15, -, TRANSFERRED_NOT_INTEGRATED",
        "2 refused, ok, 1:11@2, -, FINAL_ERROR",
        "2 wrong patient, ok, 1:17@2, -, FINAL_ERROR",
        "2 refused though another was a duplicate, ok, 1:12@2 2:31@3, -, FINAL_ERROR",
        "2 refused goes before fragments, ok, 1:11@2, go f:-, FINAL_ERROR",
        "3 duplicate and one without answer, ok, 1:12@2 2:-, go f:ok, AMBIGUOUS_FRAGMENTS",
        "3 duplicate and one without answer and nothing sent, ok, 1:12@2 2:-, go, AMBIGUOUS_FRAGMENTS",
        "3 a fragment's error and all answered, ok, 1:-, go f:ok f:29, TRANSFERRED_NOT_INTEGRATED_WITH_ERROR",
        "3 only duplicates are not ambiguous, ok, 1:12@2, go f:ok, TRANSFERRED_NOT_INTEGRATED",
        "3 asked to go on and nothing came, ok, 1:-, go, FRAGMENTS_NOT_SENT",
        "3 a fragment without answer, ok, 1:-, go f:ok f:-, FRAGMENTS_NOT_ACKNOWLEDGED",
        "3 an error and one without answer, ok, 1:-, go f:29 f:-, FRAGMENTS_NOT_ACKNOWLEDGED",
        "3 a fragment nobody asked for, ok, 1:-, f:-, FRAGMENTS_NOT_ACKNOWLEDGED",
        "3 all fragments taken, ok, 1:-, go f:ok, TRANSFERRED_NOT_INTEGRATED",
        "3 fragments go before a fatal error, 6, 1:-, go f:ok, TRANSFERRED_NOT_INTEGRATED",
        "4 not at surgery, 6, -, -, FATAL_SENDER_ERROR",
        "4 error 7, 7, -, -, FATAL_SENDER_ERROR",
        "4 failed to generate, 10, -, -, FATAL_SENDER_ERROR",
        "4 error 14, 14, -, -, FATAL_SENDER_ERROR",
        "4 error 23, 23, -, -, FATAL_SENDER_ERROR",
        "4 error 24, 24, -, -, FATAL_SENDER_ERROR",
        "4 large message failure, 30, -, -, FATAL_SENDER_ERROR",
        "4 unexpected, 99, -, -, FATAL_SENDER_ERROR",
        "4 fatal though an extract came, 99, 1:-, -, FATAL_SENDER_ERROR",
        "4 fatal though taken first, ok+10, -, -, FATAL_SENDER_ERROR",
        "5 nobody answered, -, -, -, REQUEST_NOT_ACKNOWLEDGED",
        "5 nobody answered and yet an extract came, -, 1:-, -, REQUEST_NOT_ACKNOWLEDGED",
        "6 answered and nothing sent, ok, -, -, CORE_EXTRACT_NOT_SENT",
        "6 another error and nothing sent, 19, -, -, CORE_EXTRACT_NOT_SENT",
        "6 sent after the cutoff is not seen, ok, 15:-, -, CORE_EXTRACT_NOT_SENT",
        "7 an extract and an error that is not fatal, 19, 1:-, -, TRANSFERRED_NOT_INTEGRATED_WITH_ERROR",
        "8 an extract without answer, ok, 1:-, -, TRANSFERRED_NOT_INTEGRATED",
        "8 an extract that was only a duplicate, ok, 1:12@2, -, TRANSFERRED_NOT_INTEGRATED"
    })
    void the_first_decision_that_fits_holds(
            String what, String request, String extracts, String fragments, Gp2gpClass expected) {
        assertThat(conversation(request, extracts, fragments).classified()).isEqualTo(expected);
    }

    @Test
    void the_time_is_taken_from_the_extract_that_was_filed_and_never_negative() {
        assertThat(conversation("ok", "1:12@2 3:ok@5", "-").timeToIntegrate()).contains(Duration.ofDays(2));
        assertThat(conversation("ok", "3:ok@2", "-").timeToIntegrate()).contains(Duration.ZERO);
        assertThat(conversation("ok", "3:-", "-").timeToIntegrate()).isEmpty();
    }

    @Test
    void whatever_is_not_on_time_is_a_failure_of_some_kind() {
        assertThat(Arrays.stream(Gp2gpClass.values())
                        .filter(one -> one.status() == Gp2gpClass.Status.INTEGRATED_ON_TIME))
                .containsExactly(Gp2gpClass.INTEGRATED_ON_TIME);
    }

    private static Conversation conversation(String request, String extracts, String fragments) {
        List<Sent> sent = new ArrayList<>();
        for (String extract : words(extracts)) {
            int colon = extract.indexOf(':');
            Instant at = day(extract.substring(0, colon));
            sent.add(new Sent(at, answers(extract.substring(colon + 1), at)));
        }
        List<Instant> goneOn = new ArrayList<>();
        List<Sent> parts = new ArrayList<>();
        for (String word : words(fragments)) {
            if (word.equals("go")) {
                goneOn.add(day("2"));
            } else {
                parts.add(new Sent(day("3"), answers(word.substring(2), day("4"))));
            }
        }
        return new Conversation(new Sent(START, answers(request, START)), sent, goneOn, parts);
    }

    private static List<String> words(String text) {
        return text.equals("-") ? List.of() : List.of(text.split(" "));
    }

    private static List<Acknowledgement> answers(String text, Instant otherwise) {
        List<Acknowledgement> answers = new ArrayList<>();
        if (!text.equals("-")) {
            for (String answer : text.split("\\+")) {
                int at = answer.indexOf('@');
                String said = at < 0 ? answer : answer.substring(0, at);
                answers.add(new Acknowledgement(
                        at < 0 ? otherwise : day(answer.substring(at + 1)),
                        said.equals("ok") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(said))));
            }
        }
        return answers;
    }

    private static Instant day(String number) {
        return START.plus(Duration.ofDays(Integer.parseInt(number)));
    }
}
