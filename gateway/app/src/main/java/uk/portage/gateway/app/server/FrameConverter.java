package uk.portage.gateway.app.server;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/**
 * Writes of an exception its type and where it arose. Its message only if the exception is ours: others quote what they
 * were working on, and that may be a person's record.
 */
final class FrameConverter extends ThrowableHandlingConverter {

    private static final int MOST_FRAMES = 40;

    @Override
    public String convert(ILoggingEvent event) {
        StringBuilder text = new StringBuilder();
        String prefix = "";
        for (IThrowableProxy failure = event.getThrowableProxy(); failure != null; failure = failure.getCause()) {
            text.append(prefix).append(failure.getClassName());
            if (failure.getClassName().startsWith("uk.portage.")) {
                text.append(": ").append(String.valueOf(failure.getMessage()).replaceAll("[\r\n]", " "));
            }
            text.append(System.lineSeparator());
            StackTraceElementProxy[] frames = failure.getStackTraceElementProxyArray();
            for (int i = 0; i < Math.min(frames.length, MOST_FRAMES); i++) {
                text.append("\tat ").append(frames[i].getStackTraceElement()).append(System.lineSeparator());
            }
            prefix = "caused by ";
        }
        return text.toString();
    }
}
