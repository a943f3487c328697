package uk.portage.gateway.proofs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import uk.portage.gateway.benchmarks.load.GatewayProcess;

/** How a test starts the whole gateway: the program's own command line, on the test's class path. */
public final class RunningGateway {

    private RunningGateway() {}

    public static GatewayProcess start(Path data, List<String> javaOptions, List<String> options)
            throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        // It lives for seconds: the second compiler would take as much time as everything else.
        List<String> allOptions = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
        allOptions.addAll(javaOptions);
        return GatewayProcess.start(
                List.of("-cp", classPath, "uk.portage.gateway.app.Portage"), allOptions, data, options);
    }

    public static GatewayProcess start(Path data) throws IOException, InterruptedException {
        return start(data, List.of(), List.of());
    }
}
