package uk.portage.gateway.app;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import uk.portage.adapter.explain.Explainer;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.CodeMaps;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.adapter.spi.proof.ElementRecall;
import uk.portage.adapter.spi.proof.NoLossProof;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;
import uk.portage.gateway.app.configuration.SiteDirectory;
import uk.portage.gateway.transfer.OdsCode;

/** Translates files without a gateway: what the bundle is, and what it does not carry. */
@Command(
        name = "translate",
        description = "Print the FHIR bundle and the loss report of each message; needs no gateway.",
        footer = {
            "",
            "The bundle goes to standard output, the report to standard error. A folder is walked for messages.",
            "With --summary, one JSON line: files, translated, refused by code, exceptions, silentLosses,",
            "losses by kind, elementRecall (the share of populated elements found again in the bundles).",
            "With --explain, what became of each element of each message. What is shown and",
            "written holds a person's record. For example:",
            "  portage translate one.hl7 --explain --format html --output one.html"
        })
final class TranslateCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "files or folders of messages")
    private List<Path> paths = List.of();

    @Option(names = "--summary", description = "print one JSON line of counts instead")
    private boolean summary;

    @ArgGroup(exclusive = false)
    private ExplainOptions explain = new ExplainOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--organisation",
            paramLabel = "CODE",
            defaultValue = "RCB",
            description = "ODS code of the sender; scopes its local identifiers (default ${DEFAULT-VALUE})")
    private String organisation = "";

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            defaultValue = "Europe/London",
            description = "zone of times that name none (default ${DEFAULT-VALUE})")
    private String zone = "";

    @Option(names = "--site", paramLabel = "DIR", description = "a site's own code maps and fields of Z segments")
    private Optional<Path> site = Optional.empty();

    TranslateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        TranslationContext context = context();
        InputFiles input = InputFiles.of(paths);
        for (Path skipped : input.skipped()) {
            terminal.err().println("skipped " + skipped + " (its name is not one of a message)");
        }
        if (explain.isAsked()) {
            return explain(new Explainer(MessageFile.adapter(), context), input);
        }
        Report report = new Report();
        report.files = input.files().size();
        for (Path file : input.files()) {
            for (Explaining.Named message : messages(file)) {
                translate(
                        MessageFile.adapterOf(message.document()), context, message.document(), message.name(), report);
            }
        }
        if (summary) {
            terminal.out().println(report.json());
            return ExitStatus.OK.status();
        }
        return report.hasFailures() ? ExitStatus.FAILED.status() : ExitStatus.OK.status();
    }

    private int explain(Explainer explainer, InputFiles input) {
        if (summary) {
            throw CommandFailedException.usage("--summary and --explain are two things to ask for: choose one");
        }
        List<Explaining.Named> messages =
                input.files().stream().flatMap(file -> messages(file).stream()).toList();
        int columns = spec.usageMessage().width();
        return new Explaining(terminal, explainer, explain, columns)
                .explain(messages)
                .status();
    }

    private static List<Explaining.Named> messages(Path file) {
        List<SourceDocument> messages = MessageFile.messages(file);
        List<Explaining.Named> named = new ArrayList<>();
        for (SourceDocument message : messages) {
            String name = messages.size() == 1 ? file.toString() : file + " (message " + (named.size() + 1) + ")";
            named.add(new Explaining.Named(name, message));
        }
        return named;
    }

    private TranslationContext context() {
        if (site.isEmpty()) {
            return new TranslationContext(organisation, readZone(), ConceptMapCodeMaps.standard());
        }
        SiteDirectory rules = SiteDirectory.read(site.get(), Set.of());
        OdsCode sender = OdsCode.parse(organisation)
                .orElseThrow(() -> CommandFailedException.usage("'" + organisation + "' is not an ODS code"));
        return new TranslationContext(organisation, readZone(), rules.codeMaps(sender), rules.fields(sender));
    }

    private ZoneId readZone() {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw CommandFailedException.usage("'" + zone + "' is not a time zone such as Europe/London");
        }
    }

    /** A translator never throws for what a sender may send; where it does all the same, the summary must say so. */
    @SuppressWarnings("CatchingUnchecked")
    private void translate(
            Adapter adapter, TranslationContext context, SourceDocument document, String name, Report report) {
        report.messages++;
        try {
            if (adapter.format().identify(document) instanceof Identification.Refused refused) {
                refused(refused.code(), refused.where(), name, report);
                return;
            }
            Translation translation = adapter.format().translate(document, context);
            if (translation instanceof Translation.Translated translated) {
                translated(adapter, context.codeMaps(), document, translated, name, report);
            } else if (translation instanceof Translation.Refused refused) {
                refused(refused.code(), refused.where(), name, report);
            }
        } catch (RuntimeException | StackOverflowError e) {
            report.exceptions++;
            terminal.err().println(name + ": exception " + e.getClass().getName() + firstFrame(e));
        }
    }

    private void refused(FailureCode code, List<SourcePath> where, String name, Report report) {
        report.refused.merge(code.name(), 1, Integer::sum);
        if (!summary) {
            String places = where.isEmpty() ? "" : " at " + where;
            terminal.err().println(name + ": refused " + code + " (" + code.meaning() + ")" + places);
        }
    }

    private void translated(
            Adapter adapter,
            CodeMaps maps,
            SourceDocument document,
            Translation.Translated translated,
            String name,
            Report report) {
        NoLossProof proof = NoLossProof.of(document, adapter.leaves().leaves(document), translated, maps);
        report.translated++;
        report.silentLosses += proof.silentLosses().size();
        report.safetyLosses += proof.safetyLosses().size();
        report.recall = report.recall.plus(proof.recall());
        for (Loss loss : translated.losses()) {
            report.losses.merge(loss.kind(), 1, Integer::sum);
        }
        if (!summary) {
            show(translated, proof, name);
        }
    }

    private void show(Translation.Translated translated, NoLossProof proof, String name) {
        terminal.out().println(json().encodeResourceToString(translated.bundle()));
        terminal.err()
                .println(name + ": " + translated.bundle().getEntry().size() + " resources, "
                        + proof.recall().found() + " of " + proof.recall().populated() + " elements carried, "
                        + translated.losses().size() + " losses declared, "
                        + proof.silentLosses().size() + " silent");
        List<Loss> losses = new ArrayList<>(translated.losses());
        losses.sort((a, b) -> a.path().compareTo(b.path()));
        losses.forEach(loss -> terminal.err().println("  loss     " + loss.kind() + "  " + loss.path()));
        proof.silentLosses().forEach(path -> terminal.err().println("  SILENT   " + path));
        translated
                .findings()
                .forEach(finding -> terminal.err().println("  finding  " + finding.kind() + "  " + finding.path()));
        terminal.err()
                .println(
                        "  person   " + (translated.rightPerson() ? "named by a verified NHS number" : "not verified"));
    }

    private static IParser json() {
        return Json.CONTEXT.newJsonParser().setPrettyPrint(true);
    }

    private static String firstFrame(Throwable failure) {
        StackTraceElement[] frames = failure.getStackTrace();
        return frames.length == 0 ? "" : " at " + frames[0];
    }

    /** The context is dear, so it is made once and only when a bundle is to be shown. */
    private static final class Json {
        static final FhirContext CONTEXT = FhirContext.forR4Cached();
    }

    /** Counts over all messages. */
    private static final class Report {
        private int files;
        private int messages;
        private int translated;
        private int exceptions;
        private int silentLosses;
        private int safetyLosses;
        private final Map<String, Integer> refused = new TreeMap<>();
        private final Map<LossKind, Integer> losses = new TreeMap<>();
        private ElementRecall recall = ElementRecall.NONE;

        boolean hasFailures() {
            return exceptions > 0 || !refused.isEmpty();
        }

        String json() {
            String ratio = recall.ratio().isPresent()
                    ? String.format(
                            java.util.Locale.ROOT, "%.4f", recall.ratio().getAsDouble())
                    : "null";
            return "{\"files\":" + files + ",\"messages\":" + messages + ",\"translated\":" + translated
                    + ",\"refused\":" + counts(refused) + ",\"exceptions\":" + exceptions
                    + ",\"silentLosses\":" + silentLosses + ",\"safetyLosses\":" + safetyLosses
                    + ",\"losses\":" + counts(losses) + ",\"elementRecall\":" + ratio + "}";
        }

        private static String counts(Map<?, Integer> counts) {
            return "{"
                    + String.join(
                            ",",
                            counts.entrySet().stream()
                                    .map(e -> "\"" + e.getKey() + "\":" + e.getValue())
                                    .toList())
                    + "}";
        }
    }
}
