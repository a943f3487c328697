package uk.portage.adapter.fhir.r4;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.testkit.AdapterContract;

class FhirR4ContractTest extends AdapterContract {

    private static final Adapter ADAPTER = new FhirR4Adapter();

    @Override
    protected Adapter adapter() {
        return ADAPTER;
    }

    /** HAPI finds its definitions by names in the default locale's small letters; the gateway sets its own locale. */
    @Override
    protected Locale otherLocale() {
        return Locale.GERMANY;
    }

    @Override
    protected byte[] delimiters() {
        return "{}[]:,\"\\<>/='&;_#".getBytes(StandardCharsets.US_ASCII);
    }
}
