package uk.portage.gateway.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stands in the list of commands; the launcher script itself runs it, since only the sources can be tested. */
@Command(name = "test", description = "Build everything and run every test (done by the launcher ./portage).")
final class TestCommand implements Callable<Integer> {

    private final Terminal terminal;

    TestCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.err().println("portage: run './portage test' in the folder of the sources");
        return ExitStatus.USAGE.status();
    }
}
