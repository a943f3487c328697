package uk.portage.gateway.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Keys of rollups as one text each: {@code DAY SENDER RECIPIENT WORKFLOW FORMAT}, an organisation that is not known being
 * nothing. What occurs again, as nearly everything does, is made once. For one reading, by one thread.
 */
final class KeyTexts {

    private static final int DAY = "2026-11-25".length();

    private record Common(Optional<OdsCode> sender, Optional<OdsCode> recipient, Workflow workflow, String format) {

        static Common parse(String text) {
            String[] parts = text.split(" ", 4);
            return new Common(
                    organisation(parts[0]),
                    organisation(parts[1]),
                    Workflow.ofCode(parts[2]).orElseThrow(),
                    parts[3]);
        }

        private static Optional<OdsCode> organisation(String code) {
            return code.isEmpty() ? Optional.empty() : Optional.of(new OdsCode(code));
        }
    }

    private final Map<String, LocalDate> days = new HashMap<>();
    private final Map<String, Common> commons = new HashMap<>();

    /** Of a text that begins with a day. */
    RollupKey ofDay(String text) {
        LocalDate day = days.computeIfAbsent(text.substring(0, DAY), LocalDate::parse);
        Common common = common(text.substring(DAY + 1));
        return new RollupKey(day, common.sender, common.recipient, common.workflow, common.format);
    }

    /** Of a text without a day: that on which the transfer's clock started, by UTC. */
    OpenTransfer open(String text, Instant startedAt) {
        Common common = common(text);
        return new OpenTransfer(
                LocalDate.ofInstant(startedAt, ZoneOffset.UTC),
                common.sender,
                common.recipient,
                common.workflow,
                common.format,
                startedAt);
    }

    private Common common(String text) {
        return commons.computeIfAbsent(text, Common::parse);
    }
}
