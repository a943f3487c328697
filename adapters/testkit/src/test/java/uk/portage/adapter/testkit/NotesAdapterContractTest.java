package uk.portage.adapter.testkit;

import uk.portage.adapter.spi.Adapter;

class NotesAdapterContractTest extends AdapterContract {

    @Override
    protected Adapter adapter() {
        return new NotesAdapter();
    }
}
