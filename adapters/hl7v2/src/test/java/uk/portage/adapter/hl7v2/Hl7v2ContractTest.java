package uk.portage.adapter.hl7v2;

import java.time.Duration;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.adapter.testkit.AdapterContract;

class Hl7v2ContractTest extends AdapterContract {

    private static final Adapter ADAPTER = Fixture.ADAPTER;

    @Override
    protected Adapter adapter() {
        return ADAPTER;
    }

    @Override
    protected TranslationContext context() {
        return Fixture.CONTEXT;
    }

    @Override
    protected Duration slowestCall() {
        return Duration.ofMillis(500);
    }
}
