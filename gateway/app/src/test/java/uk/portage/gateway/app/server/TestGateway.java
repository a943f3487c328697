package uk.portage.gateway.app.server;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.app.configuration.ConfigurationFile;
import uk.portage.gateway.app.configuration.DataDirectory;
import uk.portage.gateway.app.configuration.TokenFile;

/** A whole gateway as tests start it. */
public final class TestGateway {

    private TestGateway() {}

    /** On free ports, as the directory's configuration says otherwise. */
    public static RunningGateway start(DataDirectory directory) {
        return start(directory, Clock.systemUTC());
    }

    static RunningGateway start(DataDirectory directory, Clock clock) {
        return RunningGateway.start(
                ConfigurationFile.read(directory.configuration(), Set.of("hl7v2", "fhir-r4"))
                        .onPorts(Optional.of(0), Optional.of(0)),
                directory,
                "test",
                Optional.empty(),
                clock);
    }

    /** Of the organisation's first token in the token file. */
    static String secret(DataDirectory directory, String organisation) {
        return TokenFile.read(directory.tokens()).stream()
                .filter(line -> line.token().caller().organisation().value().equals(organisation))
                .findFirst()
                .orElseThrow()
                .secret();
    }
}
