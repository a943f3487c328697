package uk.portage.gateway.mailbox.request;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import uk.portage.gateway.mailbox.exchange.FhirEndpoint;
import uk.portage.gateway.transfer.OdsCode;

/**
 * An organisation that can be asked for records, and how.
 *
 * @param searches what is searched for about the person, for example {@code Condition?patient={patient}}; empty for the
 *     operation {@code $everything}
 * @param limits of one answer
 * @param giveUpAfter how long after a request the organisation is asked no more
 */
public record SourceConfiguration(
        OdsCode organisation, FhirEndpoint endpoint, List<String> searches, Limits limits, Duration giveUpAfter) {

    /** Stands for the id that the organisation's server has given the person. */
    public static final String PATIENT_PLACE = "{patient}";

    public static final Duration USUAL_GIVE_UP = Duration.ofHours(1);

    private static final Pattern SEARCH = Pattern.compile("[A-Z][A-Za-z]{1,60}\\?[A-Za-z0-9_.:|,&=$*/%{}-]{1,1000}");

    public SourceConfiguration {
        searches = List.copyOf(searches);
    }

    /**
     * How much is read.
     *
     * @param pages of each search
     * @param bytes of all that is answered to one request
     */
    public record Limits(int pages, int bytes) {

        public static final Limits USUAL = new Limits(100, 20 * 1024 * 1024);
    }

    /** True for what searches one type for one person. */
    public static boolean isSearch(String text) {
        return SEARCH.matcher(text).matches()
                && text.contains(PATIENT_PLACE)
                && !text.replace(PATIENT_PLACE, "").contains("{")
                && !text.replace(PATIENT_PLACE, "").contains("}");
    }
}
