package uk.portage.gateway.transfer;

import java.time.Duration;
import uk.portage.adapter.spi.Workflow;

/**
 * How long a transfer of a workflow may take.
 *
 * @param target T: integrated within this is on time
 * @param cutoff when the transfer is classified once and for all; not before the target
 */
public record TimeTarget(Duration target, Duration cutoff) {

    public TimeTarget {
        if (target.isNegative() || target.isZero() || cutoff.compareTo(target) < 0) {
            throw new IllegalArgumentException("a time target needs 0 < target <= cutoff");
        }
    }

    /** The national defaults: notices 1 h / 5 d, discharge documents and results 24 h / 8 d, social care 5 d / 14 d. */
    public static TimeTarget defaultFor(Workflow workflow) {
        return switch (workflow) {
            case ADMISSION_NOTICE,
                    DISCHARGE_NOTICE,
                    TRANSFER_NOTICE,
                    CANCELLATION_NOTICE,
                    ATTENDANCE_NOTICE,
                    DEMOGRAPHICS_UPDATE,
                    IDENTITY_MERGE -> new TimeTarget(Duration.ofHours(1), Duration.ofDays(5));
            case DISCHARGE_SUMMARY,
                    TEST_RESULT,
                    DOCUMENT,
                    APPOINTMENT,
                    REFERRAL,
                    ORDER,
                    MEDICATION,
                    IMMUNISATION,
                    CARE_PLAN,
                    ACCOUNT,
                    RECORD_ON_REQUEST,
                    UNKNOWN -> new TimeTarget(Duration.ofHours(24), Duration.ofDays(8));
            case SOCIAL_CARE_EVENT -> new TimeTarget(Duration.ofDays(5), Duration.ofDays(14));
        };
    }
}
