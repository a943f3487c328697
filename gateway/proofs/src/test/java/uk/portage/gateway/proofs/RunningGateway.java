package uk.portage.gateway.proofs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.benchmarks.load.GatewayProcess;

/** How a test starts the whole gateway: the program's own command line, on the test's class path. */
public final class RunningGateway {

    private RunningGateway() {}

    public static GatewayProcess start(Path data, List<String> javaOptions, List<String> options)
            throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        // It lives for seconds: the second compiler and looking again at classes that a compiler has just made would
        // take
        // as much time as everything else.
        List<String> allOptions = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1", "-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"));
        if (javaOptions.stream().noneMatch(option -> option.startsWith("-Xmx"))) {
            // Where the heap is not what is tried, a collector without threads starts sooner.
            allOptions.add("-XX:+UseSerialGC");
        }
        allOptions.addAll(javaOptions);
        return GatewayProcess.start(
                List.of("-cp", classPath, "uk.portage.gateway.app.Portage"), allOptions, data, options);
    }

    /** Makes the directory of a gateway as its first start would, for a test that changes what is in it. */
    public static void prepare(Path data) throws IOException {
        DataDirectory.open(data, false).close();
    }

    public static GatewayProcess start(Path data) throws IOException, InterruptedException {
        return start(data, List.of(), List.of());
    }
}
