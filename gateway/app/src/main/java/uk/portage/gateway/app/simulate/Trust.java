package uk.portage.gateway.app.simulate;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import uk.portage.gateway.transfer.OdsCode;

/**
 * A trust that sends.
 *
 * @param weight its share of all that is sent, in any unit
 * @param format what its system speaks
 * @param neighbours whom it sends to, the nearest and most frequent first
 * @param unverified the share of its records without a verified NHS number
 * @param badMapping the days on which a third of its records could not be translated
 * @param silentFrom the day from which it sends nothing, though as much happens there as before
 */
record Trust(
        OdsCode code,
        double weight,
        String format,
        List<Council> neighbours,
        double unverified,
        Optional<Days> badMapping,
        Optional<LocalDate> silentFrom) {

    boolean isSilentOn(LocalDate day) {
        return silentFrom.isPresent() && !day.isBefore(silentFrom.get());
    }

    /**
     * Some days.
     *
     * @param first included
     * @param last included
     */
    record Days(LocalDate first, LocalDate last) {

        boolean include(LocalDate day) {
            return !day.isBefore(first) && !day.isAfter(last);
        }
    }
}
