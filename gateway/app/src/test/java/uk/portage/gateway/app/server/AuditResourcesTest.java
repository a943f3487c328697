package uk.portage.gateway.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Measure;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.fhir.profiles.FullValidator;
import uk.portage.fhir.profiles.PortabilityMeasure;
import uk.portage.gateway.auditor.fhir.AuditEventJson;
import uk.portage.gateway.auditor.fhir.CapabilityStatementJson;
import uk.portage.gateway.auditor.fhir.MeasureReportJson;
import uk.portage.gateway.auditor.report.CalendarUnit;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.ledger.Entry;
import uk.portage.gateway.ledger.EntryDraft;
import uk.portage.gateway.ledger.EntryKind;
import uk.portage.gateway.ledger.QuestionKind;
import uk.portage.gateway.ledger.RollupCell;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.Rollups;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.SubmissionId;
import uk.portage.gateway.transfer.TransferId;
import uk.portage.gateway.transfer.TransferStatus;

/** What the auditor's side gives out as FHIR is FHIR R4, by HL7's own validator: the auditor's room has no FHIR library. */
@Tag("slow")
class AuditResourcesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T15:30:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    private final IParser parser = FhirContext.forR4Cached().newJsonParser();
    private final Bundle bundle = new Bundle();

    @Test
    void the_measure_its_reports_audit_events_of_every_kind_and_what_can_be_asked_are_valid() {
        parser.setParserErrorHandler(new StrictErrorHandler());
        bundle.setType(BundleType.COLLECTION);
        Measure measure = (Measure) add(PortabilityMeasure.json());
        MeasureReport full = (MeasureReport) add(MeasureReportJson.of(report(40, 3), "Portage 1.2.3"));
        add(MeasureReportJson.of(report(0, 0), "Portage 1.2.3"));
        add(CapabilityStatementJson.of("1.2.3"));
        add(AuditEventJson.of(
                new Entry(1, NOW, EntryDraft.of(EntryKind.CONFIGURED).draft())));
        for (EntryKind kind : EntryKind.values()) {
            add(AuditEventJson.of(new Entry(2, NOW, most(kind))));
        }

        assertThat(full.getMeasure()).isEqualTo(measure.getUrl() + "|" + measure.getVersion());
        assertThat(FullValidator.base().errors(bundle)).isEmpty();
        assertThat(full.getGroupFirstRep().getStratifier()).isNotEmpty();
        List<String> populations = measure.getGroupFirstRep().getPopulation().stream()
                .map(population -> population.getCode().getCodingFirstRep().getCode())
                .toList();
        assertThat(full.getGroupFirstRep().getPopulation())
                .extracting(
                        population -> population.getCode().getCodingFirstRep().getCode())
                .isEqualTo(populations);
    }

    private Resource add(ObjectNode resource) {
        return add(resource.toString());
    }

    private Resource add(String json) {
        Resource resource = (Resource) parser.parseResource(json);
        bundle.addEntry()
                .setResource(resource)
                .setFullUrl("urn:uuid:" + new UUID(0, bundle.getEntry().size()));
        return resource;
    }

    private static EntryDraft most(EntryKind kind) {
        return EntryDraft.of(kind)
                .submission(SubmissionId.parse("00000000-0000-8000-8000-000000000001"))
                .transfer(new TransferId(UUID.fromString("00000000-0000-8000-8000-000000000002")))
                .sender(new OdsCode("RZ9"))
                .recipient(new OdsCode("E99"))
                .workflow(Workflow.TEST_RESULT)
                .code(FailureCode.FORBIDDEN)
                .question(QuestionKind.PORTABILITY)
                .draft();
    }

    private static PortabilityReport report(long integrated, long rejected) {
        List<RollupCell> cells = new ArrayList<>();
        for (String recipient : List.of("900", "901")) {
            cells.add(cell(recipient, TransferStatus.INTEGRATED_LATE, integrated));
            cells.add(cell(recipient, TransferStatus.REJECTED, rejected));
        }
        RollupQuery query = RollupQuery.of(DAY, DAY);
        return PortabilityReport.of(query, CalendarUnit.DAY, NOW, 5, Rollups.of(cells), List.of());
    }

    private static RollupCell cell(String recipient, TransferStatus status, long amount) {
        return new RollupCell(
                DAY,
                Optional.of(new OdsCode("RX9")),
                Optional.of(new OdsCode(recipient)),
                Workflow.TEST_RESULT,
                "hl7v2",
                uk.portage.gateway.ledger.Measure.STATUS,
                status.name(),
                amount);
    }
}
