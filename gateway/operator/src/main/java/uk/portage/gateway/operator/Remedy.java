package uk.portage.gateway.operator;

import uk.portage.adapter.spi.FailureCode;

/** What an operator can do about a failure, in plain words. */
final class Remedy {

    private Remedy() {}

    static String whose(FailureCode code) {
        return switch (code.fault()) {
            case SENDER -> "the sender's";
            case CALLER -> "the caller's";
            case RECEIVER -> "the receiver's";
            case US -> "ours";
        };
    }

    static String of(FailureCode code) {
        return switch (code) {
            case NO_ROUTE -> "Add a rule or a destination for such records, then replay them";
            case UNKNOWN_DESTINATION -> "Register the receiver, or ask the sender to name another, then replay them";
            case INVALID_BUNDLE -> "See which rule is broken, have profile or mapping corrected, then replay them";
            case PARKED -> "See to the record before it; this one follows by itself";
            case INTERNAL -> "Look into the log, have the gateway corrected, then release or replay";
            case UNSUPPORTED_TYPE, MISSING_REQUIRED, INVALID_VALUE, UNREADABLE ->
                "Ask the sender for a corrected record; if our reading of it is what was wrong, mend that and replay";
            case NOT_COLLECTED, NOT_ACKNOWLEDGED, DESTINATION_FULL -> "Ask the destination why it does not collect";
            case REJECTED -> "Ask the destination for its reason, and the sender for a corrected record";
            default ->
                switch (code.retry()) {
                    case NEVER -> "Ask the sender for a corrected record";
                    case LATER -> "Nothing: it is tried again";
                    case AFTER_OPERATOR -> "Find out what is wrong and mend it, then replay";
                };
        };
    }
}
