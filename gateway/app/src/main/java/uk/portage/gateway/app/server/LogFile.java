package uk.portage.gateway.app.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The log of a running gateway: a file that is turned over each day, kept for a month and at most one gigabyte. */
public final class LogFile {

    private LogFile() {}

    /** From now on the log goes into this folder, and only warnings to the terminal. */
    public static void openIn(Path folder) {
        // Logging is set up here and nowhere else; it is faster, and no file beside the program can change it.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setName("file");
        file.setFile(folder.resolve("portage.log").toString());
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
        policy.setContext(context);
        policy.setParent(file);
        policy.setFileNamePattern(
                folder.resolve("portage.%d{yyyy-MM-dd,UTC}.%i.log.gz").toString());
        policy.setMaxFileSize(new FileSize(50 * FileSize.MB_COEFFICIENT));
        policy.setMaxHistory(30);
        policy.setTotalSizeCap(new FileSize(FileSize.GB_COEFFICIENT));
        policy.start();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LoggingSetup.PATTERN);
        encoder.start();
        file.setRollingPolicy(policy);
        file.setEncoder(encoder);
        file.start();
        LoggingSetup.addTo(context, file);
        context.getLogger("uk.portage").setLevel(Level.INFO);
    }
}
