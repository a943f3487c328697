package uk.portage.gateway.proofs.hostile;

import java.util.stream.Stream;

/** The cases that are made, since they are large, or a conversation. */
final class GeneratedCases {

    private GeneratedCases() {}

    static Stream<HostileCase> of(Face face) {
        return switch (face) {
            case MLLP -> MllpCases.frames();
            case SLOW_MLLP -> MllpCases.slow();
            case HL7V2 -> MllpCases.messages();
            case FHIR -> FhirCases.all();
            case CASELOAD -> CaseloadCases.all();
            case HTTP -> HttpCases.all();
            case SLOW_HTTP -> Stream.concat(SlowHttpCases.crowds(), SlowHttpCases.single());
            case FOLDER -> FolderCases.all();
            case MESH -> MeshCases.all();
            case AMQP_LOGIN -> AmqpCases.logins();
            case AMQP -> AmqpCases.messages();
            case AMQP_CROWD -> AmqpCases.crowds();
            case AUDIT -> Stream.of();
        };
    }
}
