package uk.portage.gateway.app.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/**
 * Logging as every command begins with it: our own warnings to the terminal. Public, with a constructor without parameters,
 * because Logback finds it by ServiceLoader.
 */
public final class LoggingSetup extends ContextAwareBase implements Configurator {

    /** Time, level, thread, logger, message; of an exception its type and frames, see {@link FrameConverter}. */
    static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level [%thread] %logger{36}: %replace(%msg){'[\\r\\n]', ' '}%n%frames";

    /** Parsers quote what they cannot read: what they say of a document would be the document. */
    private static final List<String> SILENT = List.of("ca.uhn.fhir.parser", "ca.uhn.hl7v2", "org.hl7.fhir");

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayout.DEFAULT_CONVERTER_SUPPLIER_MAP.put("frames", FrameConverter::new);
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{HH:mm:ss} %-5level %replace(%msg){'[\\r\\n]', ' '}%n%nopex");
        encoder.start();
        ConsoleAppender<ILoggingEvent> terminal = new ConsoleAppender<>();
        terminal.setContext(context);
        terminal.setName("terminal");
        terminal.setTarget("System.err");
        terminal.setEncoder(encoder);
        terminal.addFilter(new OwnWarnings());
        terminal.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        SILENT.forEach(name -> context.getLogger(name).setLevel(Level.OFF));
        // Rooms may count before the web side names its filters.
        context.getLogger("io.micrometer").setLevel(Level.ERROR);
        addTo(context, terminal);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Other libraries' warnings are for the log; what ends the start is said by the command line itself. */
    private static final class OwnWarnings extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            boolean ours = event.getLoggerName().startsWith("uk.portage.")
                    && !event.getLoggerName().equals(LoggingSetup.class.getPackageName() + ".RunningGateway");
            return ours && event.getLevel().isGreaterOrEqual(Level.WARN) ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
    }

    static void addTo(LoggerContext context, Appender<ILoggingEvent> appender) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    }
}
