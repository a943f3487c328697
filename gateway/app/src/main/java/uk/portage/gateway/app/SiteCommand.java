package uk.portage.gateway.app;

import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import uk.portage.gateway.app.configuration.SiteDirectory;

/** What a site's own rules are good for can be seen before a gateway starts with them. */
@Command(
        name = "site",
        description = "Check a site's own code maps and fields of Z segments.",
        footer = {
            "",
            "A site's directory holds, each optional:",
            "  maps/NAME.json       a FHIR ConceptMap that adds to the code map NAME, and wins over it",
            "  fields.yaml          ZXX-5: {name: bed-type, kind: code, onto: encounter, system: URI}",
            "  senders/ODS/...      the same two for the records of one sender",
            "kind: code, text, dateTime, number, person, identifier, organisation, location; onto: patient, encounter."
        })
final class SiteCommand {

    private final Terminal terminal;

    SiteCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "check",
            description = "Say everything that is wrong with a directory, file by file and line by line.")
    int check(@Parameters(paramLabel = "DIR", description = "the site's directory") Path folder) {
        SiteDirectory site = SiteDirectory.read(folder, Set.of());
        terminal.out().println(folder + " is sound: " + site.summary());
        return ExitStatus.OK.status();
    }
}
