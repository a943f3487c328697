package uk.portage.gateway.app.server;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.gateway.mailbox.mesh.RecordIntake;
import uk.portage.gateway.pipeline.receive.ChannelConfiguration;
import uk.portage.gateway.pipeline.receive.FrameRefusal;

/** Records that come by MESH go in like those of any other channel. The mailbox alone says who sends them. */
final class MeshEntrance implements RecordIntake {

    private final RoadAccess road;

    MeshEntrance(RoadAccess road) {
        this.road = road;
    }

    @Override
    public CompletableFuture<Answer> receive(Way way, SourceDocument record, Instant receivedAt) {
        return road.ifOpen(intake ->
                intake.receive(channel(way), record, receivedAt, way.addressee().map(RecordIntake::addresseeName)));
    }

    @Override
    public CompletableFuture<Answer> refuse(
            Way way, FailureCode code, SourceDocument head, long size, Instant receivedAt) {
        return road.ifOpen(
                intake -> intake.refuseOnRecord(channel(way), new FrameRefusal(code, head, size), receivedAt));
    }

    private static ChannelConfiguration channel(Way way) {
        return new ChannelConfiguration(
                way.channel(), way.adapter(), Map.of(ChannelConfiguration.ANY_FACILITY, way.organisation()));
    }
}
