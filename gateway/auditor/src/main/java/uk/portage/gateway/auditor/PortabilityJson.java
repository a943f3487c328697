package uk.portage.gateway.auditor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.auditor.report.Count;
import uk.portage.gateway.auditor.report.Coverage;
import uk.portage.gateway.auditor.report.Figures;
import uk.portage.gateway.auditor.report.Gp2gp;
import uk.portage.gateway.auditor.report.Group;
import uk.portage.gateway.auditor.report.LostAt;
import uk.portage.gateway.auditor.report.Mover;
import uk.portage.gateway.auditor.report.Movers;
import uk.portage.gateway.auditor.report.Pair;
import uk.portage.gateway.auditor.report.Portability;
import uk.portage.gateway.auditor.report.PortabilityReport;
import uk.portage.gateway.auditor.report.Reason;
import uk.portage.gateway.auditor.report.Step;
import uk.portage.gateway.auditor.report.Suppliers;
import uk.portage.gateway.auditor.report.Times;
import uk.portage.gateway.auditor.report.WaitingCurve;
import uk.portage.gateway.ledger.RollupQuery;
import uk.portage.gateway.ledger.Supplier;
import uk.portage.gateway.ledger.gp2gp.Conversation;
import uk.portage.gateway.ledger.gp2gp.Gp2gpClass;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.TransferStatus;

/** The report as JSON; its fields are described in this room's README. A count that is hidden is null. */
final class PortabilityJson {

    static final String NOT_REACHED = "not-reached";

    private static final int SLOWEST = 10;

    private PortabilityJson() {}

    static ObjectNode of(PortabilityReport report, Movers movers, Suppliers suppliers) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        RollupQuery query = report.query();
        json.putObject("period")
                .put("from", query.from().toString())
                .put("to", query.to().toString());
        ObjectNode filter = json.putObject("filter");
        text(filter, "sender", query.sender().map(OdsCode::value));
        text(filter, "recipient", query.recipient().map(OdsCode::value));
        text(filter, "workflow", query.workflow().map(Workflow::code));
        text(filter, "format", query.format());
        text(filter, "supplier", query.supplier().map(Supplier::name));
        json.put("computedAt", report.at().toString());
        json.put("smallestShown", report.smallestShown());
        json.put("provisional", report.provisional());
        count(json, "open", report.total().of(TransferStatus.OPEN));
        coverage(json.putObject("coverage"), report.coverage());
        figures(json.putObject("total"), report.total());
        String unit = report.unit().code();
        json.put("by", unit);
        groups(json, unit + "s", report.trend(), (node, start) -> node.put(unit, start.toString()));
        groups(json, "pairs", report.pairs(), (node, pair) -> {
            text(node, "sender", pair.sender().map(OdsCode::value));
            text(node, "recipient", pair.recipient().map(OdsCode::value));
            node.put("allOtherPairs", pair.others());
        });
        movers(json.putObject("movers"), movers);
        suppliers(json.putArray("suppliers"), suppliers);
        ArrayNode slowest = json.putArray("slowestPairs");
        for (Group<Pair> group : report.slowest(SLOWEST)) {
            ObjectNode node = slowest.addObject();
            text(node, "sender", group.key().sender().map(OdsCode::value));
            text(node, "recipient", group.key().recipient().map(OdsCode::value));
            group.figures().times().ifPresent(times -> times(node.putObject("timesToIntegration"), times));
        }
        groups(json, "workflows", report.workflows(), (node, workflow) -> node.put("workflow", workflow.code()));
        groups(json, "formats", report.formats(), (node, format) -> node.put("format", format));
        ArrayNode funnel = json.putArray("funnel");
        for (Step step : report.funnel()) {
            count(funnel.addObject().put("step", step.milestone().name()), "count", step.count());
        }
        ArrayNode failures = json.putArray("failures");
        for (Reason<FailureCode> failure : report.failures()) {
            ObjectNode node = failures.addObject();
            node.put("code", failure.key().name());
            node.put("meaning", failure.key().meaning());
            node.put("fault", failure.key().fault().name());
            count(node, "count", failure.count());
            ArrayNode stages = node.putArray("stages");
            report.stages().stream().filter(at -> at.code() == failure.key()).forEach(at -> {
                ObjectNode stage = stages.addObject();
                text(stage, "stage", at.stage().map(Enum::name));
                count(stage, "count", at.count());
            });
        }
        reasons(json.putArray("losses"), "kind", report.losses());
        ArrayNode lost = json.putArray("lostElements");
        for (LostAt at : report.lost()) {
            ObjectNode node = lost.addObject();
            node.put("element", at.element().element());
            node.put("kind", at.element().kind().name());
            count(node, "count", at.count());
        }
        reasons(json.putArray("withheld"), "kind", report.withheld());
        reasons(json.putArray("exclusions"), "reason", report.exclusions());
        count(json, "restated", report.restated());
        report.waiting()
                .ifPresentOrElse(curve -> survival(json.putObject("survival"), curve), () -> json.putNull("survival"));
        ObjectNode concentration = json.putObject("concentration");
        index(concentration, "formats", report.concentration().byFormat());
        index(concentration, "senders", report.concentration().bySender());
        index(concentration, "suppliers", suppliers.concentration());
        gp2gp(json.putObject("gp2gp"), report.gp2gp());
        return json;
    }

    private static void suppliers(ArrayNode array, Suppliers suppliers) {
        for (Suppliers.Flow flow : suppliers.flows()) {
            ObjectNode node = array.addObject();
            text(node, "sender", known(flow.sender()));
            text(node, "recipient", known(flow.recipient()));
            count(node, "eligible", flow.eligible());
            count(node, "portable", flow.portable());
            flow.portability()
                    .ifPresentOrElse(
                            portability -> json(node, portability),
                            () -> node.putNull("portability").putNull("interval95"));
        }
    }

    private static Optional<String> known(String name) {
        return Optional.of(name).filter(text -> !text.isEmpty());
    }

    private static void json(ObjectNode json, Portability portability) {
        json.put("portability", rounded(portability.share()));
        json.putObject("interval95")
                .put("low", rounded(portability.interval().low()))
                .put("high", rounded(portability.interval().high()));
    }

    private static void movers(ObjectNode json, Movers movers) {
        json.put("from", movers.from().toString()).put("to", movers.to().toString());
        ArrayNode pairs = json.putArray("pairs");
        for (Mover<Pair> mover : movers.pairs()) {
            ObjectNode node = pairs.addObject();
            text(node, "sender", mover.key().sender().map(OdsCode::value));
            text(node, "recipient", mover.key().recipient().map(OdsCode::value));
            fall(node, mover);
        }
        movers(json.putArray("senders"), "sender", movers.senders());
        movers(json.putArray("recipients"), "recipient", movers.recipients());
    }

    private static void movers(ArrayNode array, String name, List<Mover<OdsCode>> movers) {
        for (Mover<OdsCode> mover : movers) {
            ObjectNode node = array.addObject();
            node.put(name, mover.key().value()).put("pairs", mover.pairs());
            fall(node, mover);
        }
    }

    private static void fall(ObjectNode json, Mover<?> mover) {
        json.put("before", rounded(mover.before().share()))
                .put("now", rounded(mover.after().share()))
                .put("atBest", rounded(mover.atBest()));
        json.putObject("change95")
                .put("low", rounded(mover.change().low()))
                .put("high", rounded(mover.change().high()));
    }

    private static void coverage(ObjectNode json, Coverage coverage) {
        if (!coverage.isKnown()) {
            json.putNull("share")
                    .put("note", "No independent count of source events has been posted: coverage is unknown.");
            return;
        }
        coverage(json, coverage.total());
        ArrayNode organisations = json.putArray("organisations");
        for (Coverage.Of one : coverage.organisations()) {
            coverage(organisations.addObject().put("sender", one.organisation()), one);
        }
        ArrayNode uncounted = json.putArray("uncounted");
        coverage.uncounted().forEach(organisation -> uncounted.add(organisation.value()));
    }

    private static void coverage(ObjectNode json, Coverage.Of one) {
        one.share().ifPresentOrElse(share -> json.put("share", rounded(share)), () -> json.putNull("share"));
        json.put("seen", one.seen()).put("events", one.events()).put("organisationDays", one.days());
    }

    private static void gp2gp(ObjectNode json, Gp2gp gp2gp) {
        json.put("onTimeWithin", Conversation.ON_TIME.toString());
        json.put("cutoff", Conversation.CUTOFF.toString());
        count(json, "transfers", gp2gp.transfers());
        count(json, "onTime", gp2gp.onTime());
        gp2gp.onTimePercent()
                .ifPresentOrElse(percent -> json.put("onTimePercent", percent), () -> json.putNull("onTimePercent"));
        count(json, "paperFallback", gp2gp.paperFallback());
        ArrayNode classes = json.putArray("classes");
        for (Reason<Gp2gpClass> one : gp2gp.classes()) {
            ObjectNode node = classes.addObject();
            node.put("status", one.key().status().words());
            node.put("reason", one.key().reason());
            count(node, "count", one.count());
        }
    }

    private static void survival(ObjectNode json, WaitingCurve curve) {
        json.put("watched", curve.watched().toString());
        ArrayNode drops = json.putArray("drops");
        for (WaitingCurve.Drop drop : curve.drops()) {
            drops.addObject().put("after", drop.after().toString()).put("waiting", rounded(drop.waiting()));
        }
    }

    private static void index(ObjectNode json, String name, OptionalDouble index) {
        index.ifPresentOrElse(value -> json.put(name, rounded(value)), () -> json.putNull(name));
    }

    private static <K> void groups(ObjectNode json, String name, List<Group<K>> groups, BiConsumer<ObjectNode, K> key) {
        ArrayNode array = json.putArray(name);
        for (Group<K> group : groups) {
            ObjectNode node = array.addObject();
            key.accept(node, group.key());
            figures(node, group.figures());
        }
    }

    private static <K extends Enum<K>> void reasons(ArrayNode array, String name, List<Reason<K>> reasons) {
        for (Reason<K> reason : reasons) {
            count(array.addObject().put(name, reason.key().name()), "count", reason.count());
        }
    }

    private static void figures(ObjectNode json, Figures figures) {
        count(json, "eligible", figures.eligible());
        count(json, "portable", figures.portable());
        figures.portability()
                .ifPresentOrElse(
                        portability -> json(json, portability),
                        () -> json.putNull("portability").putNull("interval95"));
        ObjectNode statuses = json.putObject("statuses");
        for (TransferStatus status : TransferStatus.values()) {
            count(statuses, status.name(), figures.of(status));
        }
        figures.times()
                .ifPresentOrElse(
                        times -> times(json.putObject("timesToIntegration"), times),
                        () -> json.putNull("timesToIntegration"));
    }

    private static void times(ObjectNode json, Times times) {
        json.put("p50", time(times.p50()));
        json.put("p90", time(times.p90()));
        json.put("p95", time(times.p95()));
        json.put("p99", time(times.p99()));
    }

    static String time(Optional<Duration> time) {
        return time.map(Duration::toString).orElse(NOT_REACHED);
    }

    private static void count(ObjectNode json, String name, Count count) {
        count.value().ifPresentOrElse(value -> json.put(name, value), () -> json.putNull(name));
    }

    private static void text(ObjectNode json, String name, Optional<String> text) {
        text.ifPresentOrElse(value -> json.put(name, value), () -> json.putNull(name));
    }

    /** For a file: the same number. */
    static String share(double share) {
        return Double.toString(rounded(share));
    }

    /** Four decimals: a hundredth of a per cent, below any interval that these counts can give. */
    private static double rounded(double share) {
        return Math.round(share * 10_000) / 10_000.0;
    }
}
