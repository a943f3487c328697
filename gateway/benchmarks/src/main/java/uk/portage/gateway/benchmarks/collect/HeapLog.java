package uk.portage.gateway.benchmarks.collect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.benchmarks.load.GatewayProcess;

/** The heap of a gateway, as its collector logs it. */
final class HeapLog {

    private static final Pattern COLLECTION = Pattern.compile(" (\\d+)M->(\\d+)M\\(");

    private final Path file;
    private int read;

    HeapLog(Path file) {
        this.file = file;
    }

    /** The options that make the Java machine write it. */
    List<String> javaOptions(int heapMebibytes) {
        return List.of("-Xmx" + heapMebibytes + "m", "-Xlog:gc:file=" + file + "::filecount=0");
    }

    /** Begins anew: what is garbage now is not counted later. */
    void mark(GatewayProcess gateway) throws IOException, InterruptedException {
        collect(gateway);
        read = Files.readAllLines(file).size();
    }

    /** The most since the mark, before a collection (with what nobody needs any more) and after one. */
    String peaks(GatewayProcess gateway) throws IOException, InterruptedException {
        if (gateway.isAlive()) {
            collect(gateway);
        }
        int before = 0;
        int after = 0;
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(read, lines.size())) {
            Matcher collection = COLLECTION.matcher(line);
            if (collection.find()) {
                before = Math.max(before, Integer.parseInt(collection.group(1)));
                after = Math.max(after, Integer.parseInt(collection.group(2)));
            }
        }
        return String.format(Locale.ROOT, "heap_peak_mebibytes %d after_a_collection %d", before, after);
    }

    private static void collect(GatewayProcess gateway) throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(gateway.pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
