package uk.portage.gateway.operator;

import java.util.List;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.OrderingKey;

/** What operators ask and order of the road itself. While there is none, there is nothing to see or to order. */
public interface RoadOrders {

    /** How the parts of the gateway are. */
    Machinery machinery();

    /** Lets a parked person's records go on, with an entry; returns how many, 0 if the person is not parked. */
    int release(OrderingKey person);

    /** A replay was begun in the store; without this it is found a little later. */
    void replayOrdered();

    /** What no consumer could take, the oldest first. */
    List<DeadLetter> deadLetters(int limit);

    /** Has a message sent in place of a dead letter, with an entry; false if nothing was left to be done. */
    boolean sendAgain(DeadLetter letter);

    /** Removes a dead letter for which nothing is left to be done; false if something is, or if it is gone. */
    boolean remove(DeadLetter letter);
}
