package uk.portage.gateway.ledger.gp2gp;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The messages of one transfer by GP2GP.
 *
 * @param request by which the receiving practice asks for the record
 * @param extracts the core extracts that the sending practice sent, in the order of sending
 * @param goneOn when the receiving practice asked for the rest of a large record
 * @param fragments the parts of a large record that the sending practice sent
 */
public record Conversation(Sent request, List<Sent> extracts, List<Instant> goneOn, List<Sent> fragments) {

    /** What comes later than this after the request is not looked at. */
    public static final Duration CUTOFF = Duration.ofDays(14);

    /** An extract that is integrated so long after it was sent is on time. */
    public static final Duration ON_TIME = Duration.ofDays(8);

    private static final int DUPLICATE = 12;
    private static final int SUPPRESSED = 15;
    private static final Set<Integer> FATAL_SENDER_ERRORS = Set.of(6, 7, 10, 14, 23, 24, 30, 99);

    public Conversation {
        extracts = List.copyOf(extracts);
        goneOn = List.copyOf(goneOn);
        fragments = List.copyOf(fragments);
    }

    /** @param error empty if the message was taken */
    public record Acknowledgement(Instant at, OptionalInt error) {

        boolean isError(int code) {
            return error.isPresent() && error.getAsInt() == code;
        }

        /** Filed, or filed without the parts that were suppressed. */
        boolean isIntegration() {
            return error.isEmpty() || isError(SUPPRESSED);
        }
    }

    /** A message and what was said to it. */
    public record Sent(Instant at, List<Acknowledgement> acknowledgements) {

        public Sent {
            acknowledgements = List.copyOf(acknowledgements);
        }

        public static Sent of(Instant at, Acknowledgement... acknowledgements) {
            return new Sent(at, Arrays.asList(acknowledgements));
        }

        boolean isAcknowledged() {
            return !acknowledgements.isEmpty();
        }

        boolean hasError() {
            return acknowledgements.stream().anyMatch(said -> said.error().isPresent());
        }

        private Sent until(Instant cutoff) {
            return new Sent(
                    at,
                    acknowledgements.stream()
                            .filter(said -> !said.at().isAfter(cutoff))
                            .toList());
        }
    }

    /** An extract and the acknowledgement that decides about it. */
    private record Effective(Sent extract, Acknowledgement acknowledgement) {}

    /** The first decision that fits. */
    public Gp2gpClass classified() {
        return untilCutoff().decided();
    }

    /** How long the receiving practice took with the extract; empty if nothing was said to it that decides. */
    public Optional<Duration> timeToIntegrate() {
        return untilCutoff().effective().map(Conversation::taken);
    }

    private Gp2gpClass decided() {
        Optional<Effective> effective = effective();
        if (effective.isPresent()) {
            if (!effective.get().acknowledgement().isIntegration()) {
                return Gp2gpClass.FINAL_ERROR;
            }
            return taken(effective.get()).compareTo(ON_TIME) <= 0
                    ? Gp2gpClass.INTEGRATED_ON_TIME
                    : Gp2gpClass.INTEGRATED_LATE;
        }
        if (!goneOn.isEmpty() || !fragments.isEmpty()) {
            return decidedByFragments();
        }
        if (request.acknowledgements().stream()
                .anyMatch(said -> said.error().isPresent()
                        && FATAL_SENDER_ERRORS.contains(said.error().getAsInt()))) {
            return Gp2gpClass.FATAL_SENDER_ERROR;
        }
        if (!request.isAcknowledged()) {
            return Gp2gpClass.REQUEST_NOT_ACKNOWLEDGED;
        }
        if (extracts.isEmpty()) {
            return Gp2gpClass.CORE_EXTRACT_NOT_SENT;
        }
        return request.hasError()
                ? Gp2gpClass.TRANSFERRED_NOT_INTEGRATED_WITH_ERROR
                : Gp2gpClass.TRANSFERRED_NOT_INTEGRATED;
    }

    private Gp2gpClass decidedByFragments() {
        boolean duplicated = acknowledgementsOfExtracts().anyMatch(said -> said.isError(DUPLICATE));
        boolean everyExtractAnswered = extracts.stream().allMatch(Sent::isAcknowledged);
        boolean everyFragmentAnswered = fragments.stream().allMatch(Sent::isAcknowledged);
        if (duplicated && !everyExtractAnswered) {
            return Gp2gpClass.AMBIGUOUS_FRAGMENTS;
        }
        if (everyFragmentAnswered && fragments.stream().anyMatch(Sent::hasError)) {
            return Gp2gpClass.TRANSFERRED_NOT_INTEGRATED_WITH_ERROR;
        }
        if (fragments.isEmpty()) {
            return Gp2gpClass.FRAGMENTS_NOT_SENT;
        }
        return everyFragmentAnswered ? Gp2gpClass.TRANSFERRED_NOT_INTEGRATED : Gp2gpClass.FRAGMENTS_NOT_ACKNOWLEDGED;
    }

    /** The first that says integrated; else the first that says anything but that the extract had come before. */
    private Optional<Effective> effective() {
        return first(Acknowledgement::isIntegration).or(() -> first(said -> !said.isError(DUPLICATE)));
    }

    private Optional<Effective> first(Predicate<Acknowledgement> wanted) {
        return extracts.stream()
                .flatMap(extract ->
                        extract.acknowledgements().stream().filter(wanted).map(said -> new Effective(extract, said)))
                .findFirst();
    }

    private Stream<Acknowledgement> acknowledgementsOfExtracts() {
        return extracts.stream().flatMap(extract -> extract.acknowledgements().stream());
    }

    /** From the sending of the extract, not from the request; clocks of two practices may differ, so never below zero. */
    private static Duration taken(Effective effective) {
        Duration taken = Duration.between(
                effective.extract().at(), effective.acknowledgement().at());
        return taken.isNegative() ? Duration.ZERO : taken;
    }

    private Conversation untilCutoff() {
        Instant cutoff = request.at().plus(CUTOFF);
        return new Conversation(
                request.until(cutoff),
                until(extracts, cutoff),
                goneOn.stream().filter(at -> !at.isAfter(cutoff)).toList(),
                until(fragments, cutoff));
    }

    private static List<Sent> until(List<Sent> messages, Instant cutoff) {
        return messages.stream()
                .filter(message -> !message.at().isAfter(cutoff))
                .map(message -> message.until(cutoff))
                .toList();
    }
}
