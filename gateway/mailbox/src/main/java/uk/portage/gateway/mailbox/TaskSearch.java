package uk.portage.gateway.mailbox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Task;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.TaskStatus;

/**
 * What a search for Tasks asks for. A parameter that is not known is refused, not passed over: a caller whose filter is
 * ignored would take records for others than it thinks.
 *
 * @param owners the organisations asked for; empty for whoever asks
 * @param statuses the statuses asked for, all of them if none was named; empty if nothing can match
 * @param workflows empty for all
 * @param persons whom it has to be about; empty for anybody
 * @param worker who asks: what other workers have claimed is left out
 * @param changed each has to admit an item
 * @param count the page's size; 0 for the total only
 * @param accurateTotal true if the total is wanted though it takes a walk through the mailbox
 * @param after the cursor: the id of the transfer after which the page begins, empty for the first
 * @param presentation parameters that only change how the answer looks, as they are repeated in links
 */
record TaskSearch(
        Set<OdsCode> owners,
        Set<TaskStatus> statuses,
        Optional<Set<Workflow>> workflows,
        Optional<Set<OrderingKey>> persons,
        Optional<String> worker,
        List<ChangedWithin> changed,
        int count,
        boolean accurateTotal,
        String after,
        SortedMap<String, String> presentation) {

    static final int DEFAULT_COUNT = 50;
    static final int MAXIMUM_COUNT = 500;

    static final String OWNER = "owner";
    static final String STATUS = "status";
    static final String CODE = "code";
    static final String PATIENT = "patient";
    static final String LAST_UPDATED = "_lastUpdated";
    static final String COUNT = "_count";
    static final String CURSOR = "_cursor";
    static final String SUMMARY = "_summary";
    static final String TOTAL = "_total";
    static final String FORMAT = "_format";
    static final String PRETTY = "_pretty";
    static final String ELEMENTS = "_elements";

    private static final Set<String> OWNER_FORMS = Set.of(
            OWNER, "owner:identifier", "owner:Organization", "owner.identifier", "owner:Organization.identifier");
    private static final Set<String> PATIENT_FORMS = Set.of(
            "patient:identifier",
            "patient.identifier",
            "patient:Patient.identifier",
            "subject:identifier",
            "subject.identifier",
            "subject:Patient.identifier");
    private static final Set<String> SUMMARIES = Set.of("true", "false", "text", "data", "count");
    private static final Pattern ELEMENT_NAMES = Pattern.compile("[A-Za-z.,]{1,200}");

    TaskSearch {
        owners = Set.copyOf(owners);
        statuses = Set.copyOf(statuses);
        changed = List.copyOf(changed);
        persons = persons.map(Set::copyOf);
        presentation = Collections.unmodifiableSortedMap(new TreeMap<>(presentation));
    }

    /**
     * @param caller the worker, if it has named itself in a header
     * @throws RefusedException if a parameter is not known or has a value that it cannot have
     */
    static TaskSearch of(Map<String, String[]> parameters, Optional<String> caller, MailboxSettings settings) {
        Set<OdsCode> owners = new TreeSet<>();
        Set<TaskStatus> statuses = EnumSet.allOf(TaskStatus.class);
        Set<Workflow> workflows = EnumSet.allOf(Workflow.class);
        boolean byWorkflow = false;
        Optional<Set<OrderingKey>> persons = Optional.empty();
        Optional<String> worker = caller;
        List<ChangedWithin> changed = new ArrayList<>();
        int count = DEFAULT_COUNT;
        boolean accurateTotal = false;
        String after = "";
        SortedMap<String, String> presentation = new TreeMap<>();

        for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
            String name = name(parameter.getKey());
            for (String value : parameter.getValue()) {
                switch (name) {
                    case OWNER ->
                        owners.addAll(alternatives(
                                value,
                                TaskSearch::owner,
                                "an owner is named by " + TaskResource.ODS_SYSTEM
                                        + "|CODE, Organization/CODE or CODE"));
                    // A parameter that is repeated means both, a comma means either.
                    case STATUS -> statuses.retainAll(statuses(value));
                    case CODE -> {
                        byWorkflow = true;
                        workflows.retainAll(alternatives(
                                value,
                                TaskSearch::workflow,
                                "code is one of "
                                        + Arrays.stream(Workflow.values())
                                                .map(Workflow::code)
                                                .collect(Collectors.joining(", "))
                                        + ", with or without the system " + TaskResource.WORKFLOW_SYSTEM));
                    }
                    case PATIENT -> persons = both(persons, value, part -> Persons.identified(part, settings));
                    case Persons.PARAMETER -> persons = both(persons, value, Persons::linked);
                    case WorkerName.PARAMETER -> worker = worker.or(() -> Optional.of(WorkerName.checked(value)));
                    case LAST_UPDATED ->
                        changed.addAll(alternatives(
                                value,
                                ChangedWithin::parse,
                                "_lastUpdated is a date or time, with one of the prefixes eq gt ge lt le or none"));
                    case COUNT -> count = count(value);
                    case CURSOR -> after = value;
                    case TOTAL ->
                        accurateTotal = oneOf(value, Set.of("none", "estimate", "accurate"), TOTAL)
                                .equals("accurate");
                    case SUMMARY -> presentation.put(SUMMARY, oneOf(value, SUMMARIES, SUMMARY));
                    case ELEMENTS -> presentation.put(ELEMENTS, elements(value));
                    case PRETTY -> presentation.put(PRETTY, oneOf(value, Set.of("true", "false"), PRETTY));
                    // Checked when the encoding of the answer was chosen.
                    case FORMAT -> presentation.put(FORMAT, value);
                    default ->
                        throw invalid(
                                "a search parameter that is not supported; those that are: owner, status, code,"
                                        + " patient:identifier, worker, _lastUpdated, _count, _cursor, _summary, _total, _elements, _format, _pretty");
                }
            }
        }
        if ("count".equals(presentation.get(SUMMARY))) {
            count = 0;
        }
        return new TaskSearch(
                owners,
                statuses,
                byWorkflow ? Optional.of(Set.copyOf(workflows)) : Optional.empty(),
                persons,
                worker,
                changed,
                count,
                accurateTotal || count == 0,
                after,
                presentation);
    }

    private static String name(String parameter) {
        if (OWNER_FORMS.contains(parameter)) {
            return OWNER;
        }
        // Without a modifier it would be a reference to a Patient resource, and there is none.
        return PATIENT_FORMS.contains(parameter) ? PATIENT : parameter.equals(PATIENT) ? "" : parameter;
    }

    /** Whom a value names, of those whom the values before it named. */
    private static Optional<Set<OrderingKey>> both(
            Optional<Set<OrderingKey>> before, String value, Function<String, OrderingKey> reader) {
        Set<OrderingKey> named = Arrays.stream(value.split(",", -1)).map(reader).collect(Collectors.toSet());
        before.ifPresent(named::retainAll);
        return Optional.of(named);
    }

    /** True if the caller asks for its own mailbox, and anything could be in it. */
    boolean canMatch(OdsCode caller) {
        return (owners.isEmpty() || owners.contains(caller))
                && !statuses.isEmpty()
                && workflows.map(set -> !set.isEmpty()).orElse(true)
                && persons.map(set -> !set.isEmpty()).orElse(true);
    }

    /** The statuses as the store wants them: none for all. */
    Set<TaskStatus> storeStatuses() {
        return statuses.size() == TaskStatus.values().length ? Set.of() : statuses;
    }

    /** True if the store by itself does not know which items match. */
    boolean needsWalk() {
        return workflows.isPresent() || !changed.isEmpty();
    }

    boolean admits(MailboxItem item, Instant now) {
        return !item.isHeldAgainst(worker, now)
                && statuses.contains(item.status())
                && workflows.map(set -> set.contains(item.workflow())).orElse(true)
                && changed.stream().allMatch(span -> span.admits(item.changedAt()));
    }

    /** This search as a query, beginning after a transfer; made from what was understood, not from what was sent. */
    String query(String cursor) {
        StringBuilder query = new StringBuilder();
        owners.stream()
                .sorted()
                .map(owner -> TaskResource.ODS_SYSTEM + "|" + owner)
                .reduce((left, right) -> left + "," + right)
                .ifPresent(value -> append(query, "owner:identifier", value));
        if (statuses.size() < TaskStatus.values().length) {
            append(
                    query,
                    STATUS,
                    statuses.stream().sorted().map(TaskStatus::code).collect(Collectors.joining(",")));
        }
        workflows.ifPresent(set -> append(
                query,
                CODE,
                set.stream()
                        .sorted()
                        .map(w -> TaskResource.WORKFLOW_SYSTEM + "|" + w.code())
                        .collect(Collectors.joining(","))));
        persons.ifPresent(set -> append(query, Persons.PARAMETER, Persons.text(set)));
        worker.ifPresent(name -> append(query, WorkerName.PARAMETER, name));
        changed.forEach(span -> append(query, LAST_UPDATED, span.text()));
        append(query, COUNT, Integer.toString(count));
        if (accurateTotal && count > 0) {
            append(query, TOTAL, "accurate");
        }
        presentation.forEach((name, value) -> append(query, name, value));
        if (!cursor.isEmpty()) {
            append(query, CURSOR, cursor);
        }
        return query.toString();
    }

    private static void append(StringBuilder query, String name, String value) {
        query.append(query.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private static <T> List<T> alternatives(String value, Function<String, Optional<T>> reader, String expected) {
        List<T> alternatives = new ArrayList<>();
        for (String part : value.split(",", -1)) {
            alternatives.add(reader.apply(part.strip()).orElseThrow(() -> invalid(expected)));
        }
        return alternatives;
    }

    private static Optional<OdsCode> owner(String value) {
        return OdsCode.parse(
                value.startsWith("Organization/")
                        ? value.substring("Organization/".length())
                        : withoutSystem(value, TaskResource.ODS_SYSTEM));
    }

    private static Optional<Workflow> workflow(String value) {
        return Workflow.ofCode(withoutSystem(value, TaskResource.WORKFLOW_SYSTEM));
    }

    /** The statuses of ours among the alternatives; a lawful Task.status that a mailbox never uses matches nothing. */
    private static Set<TaskStatus> statuses(String value) {
        String expected = "status is a Task status; a mailbox uses "
                + Arrays.stream(TaskStatus.values()).map(TaskStatus::code).collect(Collectors.joining(", "));
        List<Task.TaskStatus> asked = alternatives(value, TaskSearch::fhirStatus, expected);
        return Arrays.stream(TaskStatus.values())
                .filter(status -> asked.contains(TaskResource.status(status)))
                .collect(Collectors.toSet());
    }

    private static Optional<Task.TaskStatus> fhirStatus(String value) {
        String code = withoutSystem(value, "http://hl7.org/fhir/task-status");
        return Arrays.stream(Task.TaskStatus.values())
                .filter(status ->
                        status != Task.TaskStatus.NULL && status.toCode().equals(code))
                .findFirst();
    }

    private static String withoutSystem(String token, String system) {
        return token.startsWith(system + "|") ? token.substring(system.length() + 1) : token;
    }

    private static int count(String value) {
        try {
            int count = Integer.parseInt(value);
            if (count >= 0) {
                return Math.min(count, MAXIMUM_COUNT);
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, like a negative number.
        }
        throw invalid("_count is a number from 0; a page has " + MAXIMUM_COUNT + " at most");
    }

    private static String oneOf(String value, Set<String> allowed, String name) {
        if (!allowed.contains(value)) {
            throw invalid(name + " is one of " + String.join(", ", new TreeSet<>(allowed)));
        }
        return value;
    }

    private static String elements(String value) {
        if (!ELEMENT_NAMES.matcher(value).matches()) {
            throw invalid("_elements is a list of element names");
        }
        return value;
    }

    private static RefusedException invalid(String text) {
        return new RefusedException(Refusal.badRequest(IssueType.VALUE, text));
    }
}
