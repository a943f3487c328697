package uk.portage.gateway.operator;

/**
 * How the parts of the gateway are.
 *
 * @param ready true if records can come in and go on
 * @param waitingForBroker rows that the broker has not got yet
 * @param deadLetters messages that nobody could consume; what they are about is still in the store
 */
public record Machinery(
        boolean ready,
        boolean storeWritable,
        boolean brokerUp,
        boolean relayUp,
        long waitingForBroker,
        long deadLetters) {}
