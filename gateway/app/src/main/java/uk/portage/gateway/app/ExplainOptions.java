package uk.portage.gateway.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a translation is to be explained, if at all. */
final class ExplainOptions {

    enum Format {
        TEXT,
        JSON,
        HTML
    }

    @Option(
            names = "--explain",
            required = true,
            description = "show what became of each element: where it stands in the bundle, or how it is lost")
    private boolean asked;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description =
                    "text, json, or html: one page that links message and bundle both ways (default ${DEFAULT-VALUE})")
    private Format format = Format.TEXT;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "write there, readable by you alone, instead of to standard output")
    private @Nullable Path output;

    boolean isAsked() {
        return asked;
    }

    Format format() {
        return format;
    }

    @Nullable
    Path output() {
        return output;
    }
}
