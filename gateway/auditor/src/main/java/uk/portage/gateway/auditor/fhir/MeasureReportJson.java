package uk.portage.gateway.auditor.fhir;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalLong;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.auditor.report.Figures;
import uk.portage.gateway.auditor.report.Group;
import uk.portage.gateway.auditor.report.Pair;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

/** A report on portability as a FHIR R4 MeasureReport of type summary. A count that is hidden is absent, as masked. */
public final class MeasureReportJson {

    /** The canonical address of the measure, with its version. */
    public static final String MEASURE = "https://portage.uk/fhir/Measure/portability|1";

    private static final String DATA_ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
    private static final String NOT_ROUTED = "not-routed";
    private static final String UNKNOWN = "unknown";
    private static final String OTHERS = "all-other-pairs";

    private MeasureReportJson() {}

    /** @param reporter the name of the software that reports */
    public static ObjectNode of(PortabilityReport report, String reporter) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("resourceType", "MeasureReport");
        json.put("status", "complete");
        json.put("type", "summary");
        json.put("measure", MEASURE);
        json.put("date", report.at().toString());
        json.putObject("reporter").put("display", reporter);
        json.putObject("period")
                .put("start", report.query().from().toString())
                .put("end", report.query().to().toString());
        Codes.concept(
                json.putObject("improvementNotation"),
                "http://terminology.hl7.org/CodeSystem/measure-improvement-notation",
                "increase");
        ObjectNode group = json.putArray("group").addObject();
        Codes.concept(group.putObject("code"), Codes.own("measure-group"), "transfers");
        figures(group, report.total());
        if (!report.pairs().isEmpty() || !report.workflows().isEmpty()) {
            stratifiers(group.putArray("stratifier"), report);
        }
        return json;
    }

    private static void stratifiers(ArrayNode stratifiers, PortabilityReport report) {
        if (!report.pairs().isEmpty()) {
            ArrayNode strata = stratifier(stratifiers, "pair");
            for (Group<Pair> group : report.pairs()) {
                ObjectNode stratum = strata.addObject();
                ArrayNode components = stratum.putArray("component");
                component(components, "sender", value(group.key(), group.key().sender(), UNKNOWN));
                component(
                        components, "recipient", value(group.key(), group.key().recipient(), NOT_ROUTED));
                figures(stratum, group.figures());
            }
        }
        if (!report.workflows().isEmpty()) {
            ArrayNode strata = stratifier(stratifiers, "workflow");
            for (Group<Workflow> group : report.workflows()) {
                ObjectNode stratum = strata.addObject();
                Codes.concept(
                        stratum.putObject("value"), Codes.WORKFLOW, group.key().code());
                figures(stratum, group.figures());
            }
        }
    }

    private static ArrayNode stratifier(ArrayNode stratifiers, String code) {
        ObjectNode stratifier = stratifiers.addObject();
        Codes.concept(stratifier.putArray("code").addObject(), Codes.own("measure-stratifier"), code);
        return stratifier.putArray("stratum");
    }

    private static void component(ArrayNode components, String code, ObjectNode value) {
        ObjectNode component = components.addObject();
        Codes.concept(component.putObject("code"), Codes.own("measure-stratifier"), code);
        component.set("value", value);
    }

    private static ObjectNode value(Pair pair, Optional<OdsCode> organisation, String none) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        if (pair.others()) {
            Codes.concept(value, Codes.own("measure-stratum"), OTHERS);
        } else if (organisation.isPresent()) {
            Codes.concept(value, Codes.ODS, organisation.get().value());
        } else {
            Codes.concept(value, Codes.own("measure-stratum"), none);
        }
        return value;
    }

    private static void figures(ObjectNode node, Figures figures) {
        OptionalLong excluded = figures.of(TransferStatus.EXCLUDED).value();
        OptionalLong eligible = figures.eligible().value();
        OptionalLong all = excluded.isPresent() && eligible.isPresent()
                ? OptionalLong.of(excluded.getAsLong() + eligible.getAsLong())
                : OptionalLong.empty();
        ArrayNode populations = node.putArray("population");
        population(populations, Codes.POPULATION, "initial-population", all);
        population(populations, Codes.POPULATION, "denominator", all);
        population(populations, Codes.POPULATION, "denominator-exclusion", excluded);
        population(
                populations, Codes.POPULATION, "numerator", figures.portable().value());
        population(populations, Codes.own("measure-population"), "eligible", eligible);
        figures.portability()
                .ifPresent(portability -> node.putObject("measureScore")
                        .put("value", Math.round(portability.share() * 10_000) / 10_000.0));
    }

    private static void population(ArrayNode populations, String system, String code, OptionalLong count) {
        ObjectNode population = populations.addObject();
        Codes.concept(population.putObject("code"), system, code);
        if (count.isPresent()) {
            population.put("count", count.getAsLong());
        } else {
            population
                    .putObject("_count")
                    .putArray("extension")
                    .addObject()
                    .put("url", DATA_ABSENT_REASON)
                    .put("valueCode", "masked");
        }
    }
}
