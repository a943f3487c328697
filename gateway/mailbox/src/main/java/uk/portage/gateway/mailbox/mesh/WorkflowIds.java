package uk.portage.gateway.mailbox.mesh;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.adapter.spi.Workflow;

/**
 * The workflow identifiers of MESH. Records leave under {@code PORTAGE_} and the workflow's code in capitals, unless
 * configuration says otherwise; their business acknowledgement comes back under the same with {@code _ACK}, as is the
 * custom of MESH.
 */
public final class WorkflowIds {

    private static final String ACKNOWLEDGEMENT = "_ACK";

    private final Map<Workflow, String> sent = new EnumMap<>(Workflow.class);
    private final Map<String, Workflow> acknowledgements;

    /**
     * @param others the identifiers of those workflows that do not have the usual one
     * @throws IllegalArgumentException if two workflows had the same
     */
    public WorkflowIds(Map<Workflow, String> others) {
        for (Workflow workflow : Workflow.values()) {
            sent.put(workflow, others.getOrDefault(workflow, usual(workflow)));
        }
        Map<String, Workflow> found = new java.util.HashMap<>();
        sent.forEach((workflow, id) -> {
            if (found.put(id + ACKNOWLEDGEMENT, workflow) != null) {
                throw new IllegalArgumentException("two workflows leave under the identifier " + id);
            }
        });
        acknowledgements = Map.copyOf(found);
    }

    private static String usual(Workflow workflow) {
        return "PORTAGE_" + workflow.code().toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Under which identifier records of a workflow leave. */
    public String of(Workflow workflow) {
        return sent.getOrDefault(workflow, usual(workflow));
    }

    /** The workflow whose business acknowledgement comes under this identifier. */
    Optional<Workflow> acknowledged(String id) {
        return Optional.ofNullable(acknowledgements.get(id));
    }

    /** All under which records leave. */
    Set<String> sent() {
        return new HashSet<>(sent.values());
    }

    /** All under which business acknowledgements come. */
    Set<String> acknowledgements() {
        return acknowledgements.keySet();
    }
}
