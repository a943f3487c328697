package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.authority;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.organisation;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Optional;
import org.hl7.fhir.r4.model.BackboneElement;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Organization;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Hd;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xon;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.hl7v2.type.MessageType;
import uk.portage.adapter.hl7v2.type.TriggerEvent;

/** MSH as MessageHeader and the bundle's own identifier and timestamp. */
final class Msh {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-MessageHeader";
    private static final FieldTable TABLE = FieldTable.of(
            text(8, "message-security"),
            number(13, "message-sequence-number"),
            text(14, "continuation-pointer"),
            code(15, "accept-acknowledgement-type", "0155"),
            code(16, "application-acknowledgement-type", "0155"),
            code(17, "country", "0399"),
            code(19, "message-language", "0296"),
            code(20, "alternate-character-set-scheme", "0356"),
            FieldTable.entity(21, "message-profile"),
            organisation(22, "sending-responsible-organisation"),
            organisation(23, "receiving-responsible-organisation"),
            authority(24, "sending-network-address"),
            authority(25, "receiving-network-address"),
            code(26, "security-classification", "0952"),
            code(27, "security-handling", "0953"),
            text(28, "special-access-restriction"));

    private Msh() {}

    static MessageHeader header(Segment msh, MessageType message, TargetBundle target) {
        MessageHeader header = target.add(new MessageHeader(), msh.path());
        Meta meta = header.getMeta();
        meta.addProfile(PROFILE);
        Element type = msh.field(9);
        tag(meta, "0076", message.code());
        tag(meta, "0354", type.text(3));
        header.setEvent(event(message));
        message.trigger()
                .flatMap(TriggerEvent::cancels)
                .ifPresent(cancelled -> header.addExtension(Extensions.own(
                        "cancelled-event",
                        new Coding().setSystem(Systems.hl7("0003")).setCode(cancelled))));
        tag(meta, "0103", msh.field(11).text(1));
        tag(meta, "0207", msh.field(11).text(2));
        tag(meta, "0104", msh.field(12).text(1));
        source(msh, header, target);
        destination(msh, header, target);
        target.bundle()
                .setIdentifier(new Identifier()
                        .setSystem(target.localSystem(
                                "message-control-id", Hd.of(msh.field(3)).name()))
                        .setValue(msh.text(10)));
        // Bundle.timestamp is an instant and so needs a time of day.
        Ts.instant(msh.field(7), target)
                .ifPresentOrElse(
                        target.bundle()::setTimestampElement,
                        () -> Ts.dateTime(msh.field(7), target)
                                .ifPresent(date -> header.addExtension(Extensions.own("message-date", date))));
        TABLE.carry(msh, header, target);
        target.carryRemovals(msh, header);
        return header;
    }

    /** MessageHeader.event must be there. */
    private static Coding event(MessageType message) {
        if (message.event().isEmpty()) {
            Coding unknown = new Coding();
            unknown.addExtension(Extensions.absent("unknown"));
            return unknown;
        }
        return Cwe.plain(Systems.tableOf("0003", message.event()), message.event());
    }

    private static void tag(Meta meta, String table, String code) {
        if (!code.isEmpty()) {
            meta.addTag(Cwe.plain(Systems.tableOf(table, code), code));
        }
    }

    private static void source(Segment msh, MessageHeader header, TargetBundle target) {
        Hd application = Hd.of(msh.field(3));
        MessageHeader.MessageSourceComponent source = header.getSource();
        if (!application.isEmpty()) {
            source.setName(application.name());
            universal(application, source);
        }
        source.setEndpoint(target.localSystem("application", application.name()));
        facility(msh.field(4), target).ifPresent(sender -> header.setSender(TargetBundle.to(sender)));
    }

    private static void destination(Segment msh, MessageHeader header, TargetBundle target) {
        Hd application = Hd.of(msh.field(5));
        Optional<Organization> receiver = facility(msh.field(6), target);
        if (application.isEmpty() && receiver.isEmpty()) {
            return;
        }
        MessageHeader.MessageDestinationComponent destination = header.addDestination();
        if (!application.isEmpty()) {
            destination.setName(application.name());
            universal(application, destination);
        }
        destination.setEndpoint(target.localSystem("application", application.name()));
        receiver.ifPresent(r -> destination.setReceiver(TargetBundle.to(r)));
    }

    private static void universal(Hd application, BackboneElement element) {
        application
                .universalIdentifier()
                .ifPresent(id -> element.addExtension(Extensions.own("application-identifier", id)));
    }

    private static Optional<Organization> facility(Element hd, TargetBundle target) {
        return Xon.facility(hd, target);
    }
}
