package uk.portage.gateway.operator;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.NhsNumber;
import uk.portage.adapter.spi.PersonIdentifier;
import uk.portage.gateway.auditor.page.Fault;
import uk.portage.gateway.store.SubmissionSearch;
import uk.portage.gateway.store.SubmissionStanding;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.ReplayReason;
import uk.portage.gateway.transfer.SearchKey;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;

/** The parameters of a request, read strictly: what cannot be used is a fault that names the parameter. */
final class Form {

    static final String KEY = "key";
    static final String CONTROL_ID = "controlId";
    static final String DOCUMENT_ID = "documentId";
    static final String NHS_NUMBER = "nhsNumber";
    static final String LOCAL_ID = "localId";
    static final String AUTHORITY = "authority";
    static final String SENDER = "sender";
    static final String FROM = "from";
    static final String TO = "to";
    static final String STANDING = "standing";
    static final String CODE = "code";
    static final String BEHIND = "behind";
    static final String LIMIT = "limit";
    static final String SUBMISSIONS = "submissions";
    static final String REASON = "reason";
    static final String RATE = "ratePerSecond";
    static final String DRY_RUN = "dryRun";
    static final String LETTER = "letter";
    static final String ORDER = "order";

    static final int USUAL_RATE = 10;
    private static final int MOST_RATE = 1_000;
    private static final int MOST_LISTED = 1_000;
    private static final int LONGEST = 200;

    /** Never in an address, nor shown again. */
    private static final List<String> IDENTIFIERS = List.of(CONTROL_ID, DOCUMENT_ID, NHS_NUMBER, LOCAL_ID);

    private final HttpServletRequest request;
    private final byte[] siteKey;
    private final List<Fault> faults = new ArrayList<>();

    Form(HttpServletRequest request, byte[] siteKey) {
        this.request = request;
        this.siteKey = siteKey.clone();
    }

    List<Fault> faults() {
        return List.copyOf(faults);
    }

    String text(String name) {
        String text = Objects.requireNonNullElse(request.getParameter(name), "").strip();
        if (text.length() > LONGEST && !name.equals(SUBMISSIONS)) {
            faults.add(new Fault(name, "This is too long"));
            return "";
        }
        return text;
    }

    boolean isTrue(String name) {
        return text(name).equals("true");
    }

    /** Made of an identifier, if one is given; otherwise the key that is given as such. */
    Optional<SearchKey> key() {
        List<String> given =
                IDENTIFIERS.stream().filter(name -> !text(name).isEmpty()).toList();
        String key = text(KEY);
        if (given.size() > 1 || (!given.isEmpty() && !key.isEmpty())) {
            faults.add(new Fault(given.get(0), "Search by one identifier at a time"));
            return Optional.empty();
        }
        if (given.isEmpty()) {
            if (!key.isEmpty() && !SearchKey.isKey(key)) {
                faults.add(new Fault(KEY, "A key is 32 hexadecimal digits in small letters"));
                return Optional.empty();
            }
            return Optional.of(key).filter(text -> !text.isEmpty()).map(SearchKey::new);
        }
        String identifier = text(given.get(0));
        return switch (given.get(0)) {
            case CONTROL_ID -> Optional.of(SearchKey.ofControlId(siteKey, identifier));
            case DOCUMENT_ID -> Optional.of(SearchKey.ofDocumentId(siteKey, identifier));
            case NHS_NUMBER -> ofNhsNumber(NhsNumber.compact(identifier));
            default -> ofLocalId(identifier);
        };
    }

    private Optional<SearchKey> ofNhsNumber(String number) {
        if (!NhsNumber.isValid(number)) {
            faults.add(
                    new Fault(NHS_NUMBER, "This is not an NHS number: it has 10 digits, the last of which checks it"));
            return Optional.empty();
        }
        // The organisation does not matter: an NHS number is the same person everywhere.
        return Optional.of(SearchKey.of(OrderingKey.of(
                siteKey, new OdsCode("X26"), new PersonIdentifier(PersonIdentifier.Kind.NHS_NUMBER, "", number))));
    }

    private Optional<SearchKey> ofLocalId(String id) {
        Optional<OdsCode> sender = sender();
        if (sender.isEmpty()) {
            faults.add(new Fault(SENDER, "A local id needs the organisation that uses it"));
        }
        return sender.map(organisation -> SearchKey.of(OrderingKey.of(
                siteKey,
                organisation,
                new PersonIdentifier(PersonIdentifier.Kind.LOCAL, text(AUTHORITY), id.replace(" ", "")))));
    }

    Optional<OdsCode> sender() {
        String sender = text(SENDER);
        Optional<OdsCode> code = OdsCode.parse(sender);
        if (!sender.isEmpty() && code.isEmpty()) {
            faults.add(new Fault(SENDER, "An organisation is named by its ODS code"));
        }
        return code;
    }

    SubmissionSearch search() {
        return new SubmissionSearch(key(), sender(), time(FROM, false), time(TO, true), standing(), code());
    }

    /** A day, or an instant. */
    private Optional<Instant> time(String name, boolean wholeDay) {
        String text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (text.contains("T")) {
                return Optional.of(Instant.parse(text));
            }
            LocalDate day = LocalDate.parse(text);
            return Optional.of((wholeDay ? day.plusDays(1) : day)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant());
        } catch (DateTimeParseException e) {
            faults.add(new Fault(name, "A time is a day such as 2026-03-31, or 2026-03-31T12:00:00Z"));
            return Optional.empty();
        }
    }

    private Optional<SubmissionStanding> standing() {
        String text = text(STANDING);
        Optional<SubmissionStanding> standing = SubmissionStanding.ofCode(text);
        if (!text.isEmpty() && standing.isEmpty()) {
            faults.add(new Fault(
                    STANDING,
                    "Standing must be one of: " + codes(SubmissionStanding.values(), SubmissionStanding::code)));
        }
        return standing;
    }

    private Optional<FailureCode> code() {
        String text = text(CODE);
        Optional<FailureCode> code = Arrays.stream(FailureCode.values())
                .filter(one -> one.name().equals(text))
                .findFirst();
        if (!text.isEmpty() && code.isEmpty()) {
            faults.add(new Fault(CODE, "There is no failure of this code"));
        }
        return code;
    }

    private static <T> String codes(T[] values, Function<T, String> code) {
        return Arrays.stream(values).map(code).collect(Collectors.joining(", "));
    }

    /** Where the page before ended. */
    Optional<SubmissionSearch.Place> behind() {
        String text = text(BEHIND);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.matches("[0-9]{1,18}-[0-9]{1,18}")) {
            faults.add(new Fault(BEHIND, "This is not where a page ended"));
            return Optional.empty();
        }
        String[] parts = text.split("-", 2);
        return Optional.of(new SubmissionSearch.Place(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
    }

    int number(String name, int usual, int most) {
        String text = text(name);
        if (text.isEmpty()) {
            return usual;
        }
        int number = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            faults.add(new Fault(name, "This must be a whole number from 1 to " + most));
            return usual;
        }
        return number;
    }

    /** A parked person, by pseudonym. */
    Optional<OrderingKey> person() {
        String key = text(KEY);
        if (!SearchKey.isKey(key)) {
            faults.add(new Fault(KEY, "A pseudonym is 32 hexadecimal digits in small letters"));
            return Optional.empty();
        }
        return Optional.of(new OrderingKey(key));
    }

    /** The id of a dead letter. */
    Optional<String> letter() {
        String id = text(LETTER);
        if (!id.matches("[0-9]{1,18}")) {
            faults.add(new Fault(LETTER, "A dead letter has a number"));
            return Optional.empty();
        }
        return Optional.of(id);
    }

    int rate() {
        return number(RATE, USUAL_RATE, MOST_RATE);
    }

    Optional<ReplayReason> reason() {
        Optional<ReplayReason> reason = ReplayReason.ofCode(text(REASON));
        if (reason.isEmpty()) {
            faults.add(new Fault(REASON, "Say why: one of " + codes(ReplayReason.values(), ReplayReason::code)));
        }
        return reason;
    }

    Selection selection() {
        String listed = text(SUBMISSIONS);
        List<SubmissionId> ids = new ArrayList<>();
        if (!listed.isEmpty()) {
            for (String id : listed.split("[\\s,]+", -1)) {
                Optional<SubmissionId> parsed = TransferId.parse(id).map(known -> new SubmissionId(known.value()));
                if (parsed.isEmpty()) {
                    faults.add(new Fault(SUBMISSIONS, "Ids are UUIDs, with a comma or a space between them"));
                    break;
                }
                ids.add(parsed.get());
            }
        }
        if (ids.size() > MOST_LISTED) {
            faults.add(new Fault(SUBMISSIONS, "No more than " + MOST_LISTED + " at a time"));
        }
        return new Selection(ids, search());
    }

    /** What describes the search in an address: keys, never identifiers. */
    static Map<String, String> parameters(SubmissionSearch search) {
        Map<String, String> parameters = new LinkedHashMap<>();
        search.key().ifPresent(key -> parameters.put(KEY, key.value()));
        search.sender().ifPresent(sender -> parameters.put(SENDER, sender.value()));
        search.from().ifPresent(from -> parameters.put(FROM, from.toString()));
        search.to().ifPresent(to -> parameters.put(TO, to.toString()));
        search.standing().ifPresent(standing -> parameters.put(STANDING, standing.code()));
        search.code().ifPresent(code -> parameters.put(CODE, code.name()));
        return parameters;
    }
}
