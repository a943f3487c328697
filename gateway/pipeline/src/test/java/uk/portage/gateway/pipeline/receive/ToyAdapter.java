package uk.portage.gateway.pipeline.receive;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import uk.portage.adapter.spi.Acknowledger;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.Envelope;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.PersonIdentifier;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourceFormat;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.adapter.spi.Workflow;
import uk.portage.adapter.spi.proof.LeafInventory;

/** Just enough of HL7 v2 for intake: {@code MSH|^~\&|application|facility||to|eventTime||type|id}. */
final class ToyAdapter implements Adapter {

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public SourceFormat format() {
        return new SourceFormat() {
            @Override
            public Identification identify(SourceDocument document) {
                String[] fields = fields(document);
                if (!fields[0].equals("MSH") || fields.length < 10) {
                    return new Identification.Refused(FailureCode.UNREADABLE, List.of());
                }
                if (fields[8].equals("BUG")) {
                    throw new IllegalStateException(fields[9]);
                }
                if (!fields[8].equals("ADT^A01")) {
                    return new Identification.Refused(
                            FailureCode.UNSUPPORTED_TYPE, List.of(new SourcePath("MSH[1]-9")));
                }
                return new Identification.Identified(new Envelope(
                        fields[8],
                        Workflow.ADMISSION_NOTICE,
                        fields[9],
                        fields[2],
                        fields[3],
                        fields[5],
                        fields[6].isEmpty() ? Optional.empty() : Optional.of(Instant.parse(fields[6])),
                        Optional.of(new PersonIdentifier(PersonIdentifier.Kind.NHS_NUMBER, "", "9990000018")),
                        false));
            }

            @Override
            public Translation translate(SourceDocument document, TranslationContext context) {
                throw new UnsupportedOperationException("intake does not translate");
            }
        };
    }

    @Override
    public Acknowledger acknowledger() {
        return (document, answer, now) -> {
            String[] fields = fields(document);
            String id = fields.length > 9 ? fields[9] : "";
            String said = answer instanceof Answer.Accepted accepted
                    ? "AA|" + id + "|" + accepted.receipt()
                    : refused(id, ((Answer.Refused) answer).code());
            return said.getBytes(StandardCharsets.UTF_8);
        };
    }

    @Override
    public LeafInventory leaves() {
        throw new UnsupportedOperationException("intake proves nothing");
    }

    private static String refused(String id, FailureCode code) {
        return (code.fault() == FailureCode.Fault.US ? "AE|" : "AR|") + id + "|" + code;
    }

    private static String[] fields(SourceDocument document) {
        String text = new String(document.bytes(), StandardCharsets.UTF_8);
        return text.split("\r", 2)[0].split("\\|", -1);
    }
}
