package uk.portage.adapter.hl7v2;

import java.util.Optional;
import uk.portage.adapter.hl7v2.reader.MessageLayout;
import uk.portage.adapter.hl7v2.reader.MessageLeaves;
import uk.portage.adapter.spi.Acknowledger;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.SourceFormat;
import uk.portage.adapter.spi.layout.LayoutReader;
import uk.portage.adapter.spi.proof.LeafInventory;

/** HL7 v2, versions 2.1 to 2.8, as English trusts send it: ITK's HL7 v2.4 and its many relatives. */
public final class Hl7v2Adapter implements Adapter {

    @Override
    public String name() {
        return "hl7v2";
    }

    @Override
    public SourceFormat format() {
        return new Hl7v2Format();
    }

    @Override
    public Acknowledger acknowledger() {
        return new Hl7v2Acknowledger();
    }

    @Override
    public LeafInventory leaves() {
        return new MessageLeaves();
    }

    @Override
    public Optional<LayoutReader> layouts() {
        return Optional.of(MessageLayout::of);
    }
}
