package uk.portage.gateway.app.server;

import java.util.Optional;
import uk.portage.gateway.pipeline.Road;
import uk.portage.gateway.pipeline.RoadHealth;
import uk.portage.gateway.pipeline.receive.Intake;
import uk.portage.gateway.transfer.OrderingKey;

/** The road for those that are there before it: it is laid while the web side starts. */
final class RoadAccess {

    private static final RoadHealth NOT_YET = new RoadHealth(false, false, false, 0, 0, 0, 0);

    private volatile Optional<Road> road = Optional.empty();

    void open(Road laid) {
        road = Optional.of(laid);
    }

    RoadHealth health() {
        return road.map(Road::health).orElse(NOT_YET);
    }

    /** Where records go in; empty while there is no road. */
    Optional<Intake> intake() {
        return road.map(Road::intake);
    }

    /** How many records go on; none while there is no road. */
    int release(OrderingKey key) {
        return road.map(laid -> laid.release(key)).orElse(0);
    }
}
