package uk.portage.gateway.app;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What became of one command. */
public record CommandLineRun(int status, String out, String err) {

    public static CommandLineRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Portage.run(new Terminal(new PrintWriter(out), new PrintWriter(err), false), arguments);
        return new CommandLineRun(status, out.toString(), err.toString());
    }
}
