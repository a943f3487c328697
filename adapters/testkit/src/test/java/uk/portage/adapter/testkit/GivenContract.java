package uk.portage.adapter.testkit;

import uk.portage.adapter.spi.Adapter;

/** The contract of an adapter that is given, to be run by hand. */
final class GivenContract extends AdapterContract {

    private final Adapter adapter;

    GivenContract(Adapter adapter) {
        this.adapter = adapter;
    }

    @Override
    protected Adapter adapter() {
        return adapter;
    }
}
