package uk.portage.gateway.benchmarks.encrypt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import uk.portage.gateway.store.encryption.DataKey;
import uk.portage.gateway.store.encryption.KeyFile;
import uk.portage.gateway.store.encryption.Sealing;
import uk.portage.gateway.store.encryption.WrappedKey;

/** The keys and ciphers of one record, from its receipt to its collection. One thread, so that time is processor time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EncryptionBenchmark {

    private static final String OWNER = "01234567-89ab-8cde-8f01-23456789abcd";
    private static final String SUBMISSION = "submission";
    private static final String BUNDLE = "bundle/WHOLE";

    /** Bytes of the submission and of its bundle. */
    @Param({"2048+30720", "1048576+2097152"})
    public String sizes = "";

    private byte[] submission = new byte[0];
    private byte[] bundle = new byte[0];
    private Sealing sealing;
    private DataKey key;
    private WrappedKey wrapped;
    private byte[] sealedSubmission = new byte[0];
    private byte[] sealedBundle = new byte[0];

    @Setup
    public void prepare() throws IOException {
        Path folder = Files.createTempDirectory("portage");
        sealing = new Sealing(KeyFile.at(folder.resolve("encryption.key")).open(true));
        String[] both = sizes.split("\\+", -1);
        submission = text(Integer.parseInt(both[0]));
        bundle = text(Integer.parseInt(both[1]));
        key = sealing.draw(OWNER);
        wrapped = key.wrapped();
        sealedSubmission = key.seal(submission, SUBMISSION);
        sealedBundle = key.seal(bundle, BUNDLE);
    }

    private static byte[] text(int size) {
        StringBuilder text = new StringBuilder();
        Random random = new Random(size);
        while (text.length() < size) {
            text.append("PID|1||").append(random.nextInt()).append('^');
        }
        return text.substring(0, size).getBytes(StandardCharsets.US_ASCII);
    }

    /** What the store's writer does for a record: a key, drawn and wrapped, and two payloads sealed. */
    @Benchmark
    public void keep(Blackhole kept) {
        DataKey drawn = sealing.draw(OWNER);
        kept.consume(drawn.seal(submission, SUBMISSION));
        kept.consume(drawn.seal(bundle, BUNDLE));
    }

    /** What of it the key costs. */
    @Benchmark
    public DataKey drawAndWrap() {
        return sealing.draw(OWNER);
    }

    /** What a reader does that finds the bundle no longer in memory: the key unwrapped, the bundle opened. */
    @Benchmark
    public byte[] collect() {
        return sealing.unwrap(wrapped, OWNER)
                .flatMap(unwrapped -> unwrapped.open(sealedBundle, BUNDLE))
                .orElseThrow();
    }

    /** The same of the submission, as a replay reads it. */
    @Benchmark
    public byte[] readAgain() {
        return sealing.unwrap(wrapped, OWNER)
                .flatMap(unwrapped -> unwrapped.open(sealedSubmission, SUBMISSION))
                .orElseThrow();
    }
}
