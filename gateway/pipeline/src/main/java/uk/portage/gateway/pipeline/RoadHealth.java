package uk.portage.gateway.pipeline;

/**
 * How the road is.
 *
 * @param storeWritable true if the store can commit
 * @param brokerUp true if the broker runs and takes messages
 * @param relayUp true if the last attempt to move rows to the broker went well
 * @param outboxDepth rows that the broker has not got yet
 * @param parkedKeys persons whose records wait for an operator
 * @param deadLetters messages that nobody could consume; a row of the store stands behind each
 * @param consumers how many consumers of the inbox are at work
 */
public record RoadHealth(
        boolean storeWritable,
        boolean brokerUp,
        boolean relayUp,
        long outboxDepth,
        int parkedKeys,
        long deadLetters,
        int consumers) {

    /** True if records can come in and go on. A parked person or a dead letter needs an operator, but stops no one. */
    public boolean isUp() {
        return storeWritable && brokerUp && relayUp && consumers > 0;
    }
}
