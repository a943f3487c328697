package uk.portage.gateway.app.server;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.operator.Machinery;
import uk.portage.gateway.operator.RoadOrders;
import uk.portage.gateway.pipeline.Road;
import uk.portage.gateway.pipeline.RoadHealth;
import uk.portage.gateway.pipeline.receive.Intake;
import uk.portage.gateway.transfer.DeadLetter;
import uk.portage.gateway.transfer.OrderingKey;

/** The road for those that are there before it: it is laid while the web side starts. */
final class RoadAccess implements RoadOrders {

    private static final RoadHealth NOT_YET = new RoadHealth(false, false, false, 0, 0, 0, 0);

    private volatile Optional<Road> road = Optional.empty();

    void open(Road laid) {
        road = Optional.of(laid);
    }

    RoadHealth health() {
        return road.map(Road::health).orElse(NOT_YET);
    }

    @Override
    public Machinery machinery() {
        RoadHealth health = health();
        return new Machinery(
                health.isUp(),
                health.storeWritable(),
                health.brokerUp(),
                health.relayUp(),
                health.outboxDepth(),
                health.deadLetters());
    }

    /** Where documents are handed over; empty while there is no road. */
    Optional<Intake> intake() {
        return road.map(Road::intake);
    }

    /** Hands something over; while there is no road, its sender is to try again. */
    CompletableFuture<Answer> ifOpen(Function<Intake, CompletableFuture<Answer>> step) {
        Optional<Intake> intake = intake();
        return intake.isPresent()
                ? step.apply(intake.get())
                : CompletableFuture.completedFuture(new Answer.Refused(FailureCode.OVERLOADED, List.of()));
    }

    @Override
    public int release(OrderingKey key) {
        return road.map(laid -> laid.release(key)).orElse(0);
    }

    @Override
    public void replayOrdered() {
        road.ifPresent(Road::replayOrdered);
    }

    @Override
    public List<DeadLetter> deadLetters(int limit) {
        return road.map(laid -> laid.deadLetters(limit)).orElse(List.of());
    }

    @Override
    public boolean sendAgain(DeadLetter letter) {
        return road.filter(laid -> laid.sendAgain(letter)).isPresent();
    }

    @Override
    public boolean remove(DeadLetter letter) {
        return road.filter(laid -> laid.remove(letter)).isPresent();
    }
}
