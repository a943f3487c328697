package uk.portage.gateway.app.server;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.gateway.mailbox.RequestedRecord;
import uk.portage.gateway.mailbox.request.AnswerIntake;
import uk.portage.gateway.pipeline.receive.ChannelConfiguration;
import uk.portage.gateway.transfer.OdsCode;

/** Records that were asked for go in like those of any other channel. Who was asked is who sends them. */
final class RequestEntrance implements AnswerIntake {

    private static final String ADAPTER = "fhir-r4";

    private final RoadAccess road;

    RequestEntrance(RoadAccess road) {
        this.road = road;
    }

    @Override
    public CompletableFuture<Answer> receive(
            OdsCode source, OdsCode requester, SourceDocument record, Instant receivedAt) {
        ChannelConfiguration channel = new ChannelConfiguration(
                RequestedRecord.channel(source), ADAPTER, Map.of(ChannelConfiguration.ANY_FACILITY, source));
        return road.ifOpen(intake ->
                intake.receive(channel, record, receivedAt, Optional.of(RequestedRecord.addresseeName(requester))));
    }
}
