package uk.portage.gateway.store;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import uk.portage.gateway.store.encryption.KeyFile;

/**
 * A process that takes in submissions until it is killed, and prints each one's number after its future has completed:
 * what a sender would have heard. Arguments: sqlite KEYFILE FILE, or postgresql KEYFILE URL
 * USER PASSWORD; then a prefix of the numbers.
 */
final class StoreProcess {

    private static final int THREADS = 8;

    private StoreProcess() {}

    public static void main(String[] arguments) {
        boolean sqlite = arguments[0].equals("sqlite");
        StoreConfiguration configuration = sqlite
                ? new StoreConfiguration.Sqlite(Path.of(arguments[2]))
                : new StoreConfiguration.Postgresql(arguments[2], arguments[3], arguments[4]);
        String prefix = arguments[arguments.length - 1];
        SqlStore store = SqlStore.open(configuration, KeyFile.at(Path.of(arguments[1])), Clock.systemUTC());
        AtomicInteger numbers = new AtomicInteger();
        PrintStream out = System.out;
        for (int i = 0; i < THREADS; i++) {
            new Thread(() -> {
                        while (true) {
                            String number = prefix + numbers.incrementAndGet();
                            store.write(t -> Fixtures.receive(t, number, Fixtures.person(number)))
                                    .join();
                            synchronized (out) {
                                out.println(number);
                                out.flush();
                            }
                        }
                    })
                    .start();
        }
    }
}
