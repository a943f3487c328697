package uk.portage.gateway.benchmarks.collect;

/** One way to collect. */
interface Face extends AutoCloseable {

    /** A word for the figures. */
    String name();

    /**
     * Collects and acknowledges what waits, one worker.
     *
     * @return how many
     */
    int collect(int most) throws Exception;

    @Override
    default void close() throws Exception {}
}
