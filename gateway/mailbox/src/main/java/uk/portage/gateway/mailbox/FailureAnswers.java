package uk.portage.gateway.mailbox;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.NotModifiedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.StoreUnavailableException;

/**
 * Answers in our own words whatever goes wrong, since HAPI's quote the request. Public because HAPI calls it by
 * reflection.
 */
@Interceptor
public final class FailureAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(FailureAnswers.class);

    FailureAnswers() {}

    /** Gives each failure its refusal. That a resource has not changed is none. */
    @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
    public BaseServerResponseException refusalFor(Throwable failure) {
        return failure instanceof NotModifiedException unchanged ? unchanged : new RefusedException(refusalOf(failure));
    }

    /** Writes the refusal; returns false so that HAPI does not. */
    @Hook(Pointcut.SERVER_HANDLE_EXCEPTION)
    public boolean answer(BaseServerResponseException failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (failure instanceof NotModifiedException) {
            return true;
        }
        OutcomeWriter.write(request, response, refusalOf(failure));
        return false;
    }

    /** The refusal that a failure amounts to. What is our own fault is logged, by class and place: texts may quote. */
    static Refusal refusalOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedException refused) {
                return refused.refusal();
            }
            if (cause instanceof ErasedException) {
                return Refusal.erased();
            }
            if (cause instanceof StoreUnavailableException) {
                return Refusal.unavailable();
            }
        }
        if (failure instanceof BaseServerResponseException hapi
                && hapi.getStatusCode() >= 400
                && hapi.getStatusCode() < 500) {
            return Refusal.badRequest(IssueType.INVALID, "the request is not one that this server understands");
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            StackTraceElement[] trace = cause.getStackTrace();
            LOG.error("{} at {}", cause.getClass().getName(), trace.length == 0 ? "an unknown place" : trace[0]);
        }
        return Refusal.internal();
    }
}
