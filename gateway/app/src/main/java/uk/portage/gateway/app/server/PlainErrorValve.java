package uk.portage.gateway.app.server;

import java.io.IOException;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers what ended in an error without a body, in place of Tomcat's page. Public, with a constructor without
 * parameters, because Tomcat makes it by name.
 */
public final class PlainErrorValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            response.reset();
            response.setStatus(status);
            ErrorAnswer.write(request, response, status, Optional.empty(), ErrorAnswer.sentence(status));
        } catch (IOException | IllegalStateException callerHasGone) {
            containerLog.debug("an error could not be reported");
        }
    }
}
