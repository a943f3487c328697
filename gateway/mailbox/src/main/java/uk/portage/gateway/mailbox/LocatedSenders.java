package uk.portage.gateway.mailbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.gateway.transfer.OdsCode;

/**
 * The organisations that have sent records about a person, in order of their codes.
 *
 * @param last when each sent the last one
 */
record LocatedSenders(Map<OdsCode, Instant> last, AskableSources sources) {

    /** As the answer to the operation: one part for each; the day is in UTC. */
    Parameters resource() {
        Parameters answer = new Parameters();
        last.forEach((sender, at) -> {
            ParametersParameterComponent one = answer.addParameter().setName(RecordRequests.ORGANISATION);
            one.addPart()
                    .setName("identifier")
                    .setValue(
                            new Identifier().setSystem(TaskResource.ODS_SYSTEM).setValue(sender.value()));
            String name = sources.names().get(sender);
            if (name != null) {
                one.addPart().setName("name").setValue(new StringType(name));
            }
            one.addPart()
                    .setName("last")
                    .setValue(new DateType(
                            at.atOffset(ZoneOffset.UTC).toLocalDate().toString()));
            one.addPart().setName("can-be-asked").setValue(new BooleanType(sources.contains(sender)));
        });
        return answer;
    }
}
