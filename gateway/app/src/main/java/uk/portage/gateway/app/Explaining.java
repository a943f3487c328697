package uk.portage.gateway.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import uk.portage.adapter.explain.Explainer;
import uk.portage.adapter.explain.Explanation;
import uk.portage.adapter.explain.JsonReport;
import uk.portage.adapter.explain.Progress;
import uk.portage.adapter.explain.TextReport;
import uk.portage.adapter.explain.Wording;
import uk.portage.adapter.explain.page.ExplanationPage;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.gateway.transfer.OwnersFile;

/** Explains messages and writes the explanations where they were asked for. */
final class Explaining {

    /** Below this an explanation is there before anybody would look for progress. */
    private static final int LONG = 2_000;

    private static final int STEP = 100;

    /** What is not a terminal is as wide as it needs to be. */
    private static final int UNLIMITED = 1_000;

    record Named(String name, SourceDocument document) {}

    private final Terminal terminal;
    private final Explainer explainer;
    private final ExplainOptions options;
    private final int columns;

    /** @param columns how wide the terminal is, if it is one */
    Explaining(Terminal terminal, Explainer explainer, ExplainOptions options, int columns) {
        this.terminal = terminal;
        this.explainer = explainer;
        this.options = options;
        this.columns = columns;
    }

    ExitStatus explain(List<Named> messages) {
        if (options.format() == ExplainOptions.Format.HTML && messages.size() != 1) {
            throw CommandFailedException.usage(
                    "a page explains one message, and there are " + messages.size() + ": choose --format text or json");
        }
        StringWriter kept = new StringWriter();
        Path file = options.output();
        PrintWriter out = file == null ? terminal.out() : new PrintWriter(kept);
        ExitStatus status = ExitStatus.OK;
        boolean anything = false;
        for (Named message : messages) {
            Explanation explanation = explainer.explain(message.name(), message.document(), progress());
            if (explanation instanceof Explanation.Explained explained) {
                write(explained, out, file == null);
                anything = true;
            } else {
                terminal.err().println(message.name() + ": " + without(explanation));
                status = ExitStatus.FAILED;
            }
        }
        out.flush();
        if (file != null && anything) {
            write(file, kept.toString());
        }
        return status;
    }

    private void write(Explanation.Explained explained, PrintWriter out, boolean shown) {
        switch (options.format()) {
            case TEXT -> {
                boolean person = shown && terminal.interactive();
                boolean coloured = person && System.getenv("NO_COLOR") == null;
                new TextReport(out, coloured, person ? columns : UNLIMITED).print(explained);
            }
            case JSON -> out.println(JsonReport.of(explained));
            case HTML -> out.print(new ExplanationPage().html(explained));
        }
        if (options.format() != ExplainOptions.Format.TEXT && shown) {
            terminal.err().println("What was written " + Wording.CAUTION + ".");
        }
    }

    private void write(Path file, String content) {
        try {
            OwnersFile.write(file, content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw CommandFailedException.environment("cannot write " + file);
        }
        terminal.err().println(file + " " + Wording.CAUTION + ".");
    }

    private Progress progress() {
        if (!terminal.interactive()) {
            return Progress.SILENT;
        }
        return (done, total) -> {
            if (total >= LONG && (done % STEP == 0 || done == total)) {
                terminal.err().print("\rexplained " + done + " of " + total + (done == total ? "\n" : ""));
                terminal.err().flush();
            }
        };
    }

    private static String without(Explanation explanation) {
        if (explanation instanceof Explanation.Refused refused) {
            String places = refused.where().isEmpty() ? "" : " at " + refused.where();
            return "refused " + refused.code() + " (" + refused.code().meaning() + ")" + places;
        }
        return "documents of this format cannot be explained element by element";
    }
}
