package uk.portage.gateway.mailbox.mesh;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.transfer.OdsCode;

/** What the MESH face must be told by whoever starts it. */
public final class MeshSettings {

    /** Stands for every content type that is not named. */
    public static final String ANY_CONTENT = "*";

    private final MeshMailbox gateway;
    private final byte[] sharedKey;
    private final Map<String, MeshMailbox> mailboxes;
    private final Map<String, Map<String, String>> adapters;
    private final WorkflowIds workflows;
    private final Limits limits;

    /**
     * How much may come at once.
     *
     * @param messageBytes of a whole message, decoded
     * @param chunkBytes of a chunk in which records are given out
     */
    public record Limits(int messageBytes, int chunkBytes) {

        /** MESH's own limit of a request: 100 MB. */
        public static final int LARGEST = 100 << 20;

        public static final Limits DEFAULT = new Limits(LARGEST, 20 << 20);

        public Limits {
            if (messageBytes < 1 || messageBytes > LARGEST || chunkBytes < 1 || chunkBytes > LARGEST) {
                throw new IllegalArgumentException("a message and a chunk have from 1 B to 100 MB");
            }
        }
    }

    /**
     * @param gateway the gateway's own mailbox; nobody can enter it
     * @param sharedKey the secret that all credentials of this gateway are made with
     * @param mailboxes all others
     * @param adapters which adapter reads what comes in: by workflow identifier, then by media type in small letters,
     *     {@link #ANY_CONTENT} for all others
     * @throws IllegalArgumentException if an id or an organisation has two mailboxes, or a mailbox may send what nobody
     *     reads
     */
    public MeshSettings(
            MeshMailbox gateway,
            String sharedKey,
            Collection<MeshMailbox> mailboxes,
            Map<String, Map<String, String>> adapters,
            WorkflowIds workflows,
            Limits limits) {
        this.gateway = gateway;
        this.sharedKey = sharedKey.getBytes(StandardCharsets.UTF_8);
        this.adapters = Map.copyOf(adapters);
        this.workflows = workflows;
        this.limits = limits;
        this.mailboxes = new LinkedHashMap<>();
        Set<OdsCode> organisations = new HashSet<>();
        for (MeshMailbox mailbox : mailboxes) {
            if (mailbox.id().equals(gateway.id()) || this.mailboxes.put(mailbox.id(), mailbox) != null) {
                throw new IllegalArgumentException("two mailboxes have the id " + mailbox.id());
            }
            if (!organisations.add(mailbox.organisation())) {
                throw new IllegalArgumentException(mailbox.organisation() + " has two mailboxes");
            }
            for (String workflow : mailbox.sends()) {
                if (!adapters.containsKey(workflow)) {
                    throw new IllegalArgumentException(
                            "mailbox " + mailbox.id() + " sends " + workflow + ", which no adapter reads");
                }
            }
        }
        for (String workflow : adapters.keySet()) {
            if (workflows.acknowledgements().contains(workflow)) {
                throw new IllegalArgumentException(
                        workflow + " is a business acknowledgement's and cannot be a record's");
            }
        }
    }

    MeshMailbox gateway() {
        return gateway;
    }

    /** A copy of the secret. */
    byte[] sharedKey() {
        return sharedKey.clone();
    }

    /** A mailbox that somebody can enter. */
    Optional<MeshMailbox> mailbox(String id) {
        return Optional.ofNullable(mailboxes.get(id));
    }

    Optional<MeshMailbox> mailboxOf(OdsCode organisation) {
        return mailboxes.values().stream()
                .filter(mailbox -> mailbox.organisation().equals(organisation))
                .findFirst();
    }

    /** The mailboxes that somebody can enter. */
    public List<MeshMailbox> mailboxes() {
        return List.copyOf(mailboxes.values());
    }

    /** The mailboxes that take messages of a workflow, the gateway's own among them. */
    List<MeshMailbox> takersOf(String workflow) {
        boolean record = adapters.containsKey(workflow);
        boolean sent = workflows.sent().contains(workflow);
        boolean acknowledgement = workflows.acknowledgements().contains(workflow);
        List<MeshMailbox> takers = new java.util.ArrayList<>();
        if (record || acknowledgement) {
            takers.add(gateway);
        }
        for (MeshMailbox mailbox : mailboxes.values()) {
            boolean collects = mailbox.collects() && (record || sent);
            boolean hears = !mailbox.sends().isEmpty() && acknowledgement;
            if (collects || hears) {
                takers.add(mailbox);
            }
        }
        return takers;
    }

    /** True if somebody reads what comes under a workflow identifier as a record. */
    boolean isRecord(String workflow) {
        return adapters.containsKey(workflow);
    }

    /** The adapter that reads a message, by its workflow and its media type in small letters. */
    Optional<String> adapter(String workflow, String mediaType) {
        return Optional.ofNullable(adapters.get(workflow))
                .flatMap(byType -> Optional.ofNullable(byType.get(mediaType))
                        .or(() -> Optional.ofNullable(byType.get(ANY_CONTENT))));
    }

    WorkflowIds workflows() {
        return workflows;
    }

    public Limits limits() {
        return limits;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "MeshSettings[" + gateway.id() + ", " + mailboxes.size() + " mailboxes]";
    }
}
