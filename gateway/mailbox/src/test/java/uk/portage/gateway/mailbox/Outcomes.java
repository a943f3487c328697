package uk.portage.gateway.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.hl7.fhir.r4.model.OperationOutcome;
import uk.portage.adapter.spi.FailureCode;

/** Looks at the answers to what went wrong. */
final class Outcomes {

    private Outcomes() {}

    static OperationOutcome assertOutcome(HttpResponse<String> response, String issueCode, FailureCode code) {
        OperationOutcome outcome = outcome(response);
        assertThat(outcome.getIssueFirstRep().getCode().toCode()).isEqualTo(issueCode);
        assertThat(outcome.getIssueFirstRep().getDetails().getCodingFirstRep().getCode())
                .isEqualTo(code.name());
        return outcome;
    }

    static OperationOutcome outcome(HttpResponse<String> response) {
        String contentType = response.headers().firstValue("Content-Type").orElse("");
        var parser =
                contentType.contains("xml") ? MailboxServer.FHIR.newXmlParser() : MailboxServer.FHIR.newJsonParser();
        return parser.parseResource(OperationOutcome.class, response.body());
    }

    static String text(HttpResponse<String> response) {
        return outcome(response).getIssueFirstRep().getDetails().getText();
    }
}
