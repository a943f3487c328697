package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.mailbox.mesh.MeshMailbox;
import uk.portage.gateway.mailbox.mesh.MeshSettings;
import uk.portage.gateway.mailbox.mesh.WorkflowIds;
import uk.portage.gateway.transfer.OdsCode;

/** The MESH mailboxes, as {@code portage.yaml} says them. */
final class MeshSection {

    /** A shorter secret could be guessed. */
    private static final int SHORTEST_SECRET = 12;

    private static final Pattern WORKFLOW_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{1,99}");
    private static final String WORKFLOW_FORM = "a workflow identifier of letters, digits, '_', '.' and '-'";
    private static final String MAILBOX_FORM = "a mailbox id of 4 to 16 capital letters and digits";
    private static final String SECRET_FORM =
            "a file of mode 0600 whose first line is a secret of " + SHORTEST_SECRET + " characters or more";

    private final Path folder;
    private final Set<String> adapters;
    private final Map<OdsCode, String> names;
    private final Set<OdsCode> destinations;

    /**
     * @param folder in which relative paths begin
     * @param adapters the names of the adapters there are
     * @param names of the organisations
     */
    MeshSection(Path folder, Set<String> adapters, Map<OdsCode, String> names, Set<OdsCode> destinations) {
        this.folder = folder;
        this.adapters = adapters;
        this.names = names;
        this.destinations = destinations;
    }

    /** Empty only if there are problems. */
    Optional<MeshSettings> read(YamlSection section) {
        Optional<String> id = section.require("mailbox", MAILBOX_FORM, MeshSection::mailboxId);
        Optional<OdsCode> organisation = section.require(
                "organisation", ConfigurationFile.ODS_FORM, ConfigurationFile.organisationIn(names.keySet()));
        Optional<String> sharedKey = section.require("shared-key-file", SECRET_FORM, this::secret);
        List<MeshMailbox> mailboxes = mailboxes(section.section("mailboxes"));
        if (!section.has("mailboxes")) {
            section.problem("'mailboxes' is missing: nobody could enter");
        }
        Map<String, Map<String, String>> readers =
                readers(section.section("workflows"), section.section("content-types"));
        Map<Workflow, String> sentAs = sentAs(section.section("sent-as"));
        YamlSection sizes = section.section("limits");
        MeshSettings.Limits usual = MeshSettings.Limits.DEFAULT;
        Optional<Integer> message = sizes.read("message", "a size such as 100 MB", ConfigurationFile::bytes);
        Optional<Integer> chunk = sizes.read("chunk", "a size such as 20 MB", ConfigurationFile::bytes);
        sizes.refuseTheRest();
        section.refuseTheRest();
        if (id.isEmpty() || organisation.isEmpty() || sharedKey.isEmpty()) {
            return Optional.empty();
        }
        try {
            MeshMailbox gateway =
                    new MeshMailbox(id.get(), organisation.get(), name(organisation.get()), "", Set.of(), false);
            return Optional.of(new MeshSettings(
                    gateway,
                    sharedKey.get(),
                    mailboxes,
                    readers,
                    new WorkflowIds(sentAs),
                    new MeshSettings.Limits(message.orElse(usual.messageBytes()), chunk.orElse(usual.chunkBytes()))));
        } catch (IllegalArgumentException e) {
            section.problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private List<MeshMailbox> mailboxes(YamlSection section) {
        List<MeshMailbox> mailboxes = new ArrayList<>();
        for (YamlSection.Text key : section.keys()) {
            YamlSection one = section.section(key.value());
            Optional<OdsCode> organisation = one.require(
                    "organisation", ConfigurationFile.ODS_FORM, ConfigurationFile.organisationIn(names.keySet()));
            Optional<String> password = one.require("password-file", SECRET_FORM, this::secret);
            Set<String> sends = new HashSet<>(one.readAll("sends", WORKFLOW_FORM, MeshSection::workflowId));
            one.refuseTheRest();
            if (!MeshMailbox.isId(key.value())) {
                one.problem("'" + key.value() + "' is not " + MAILBOX_FORM);
            } else if (organisation.isPresent() && password.isPresent()) {
                OdsCode owner = organisation.get();
                mailboxes.add(new MeshMailbox(
                        key.value(), owner, name(owner), password.get(), sends, destinations.contains(owner)));
            }
        }
        return mailboxes;
    }

    private Map<String, Map<String, String>> readers(YamlSection workflows, YamlSection contentTypes) {
        Map<String, String> byType = adaptersOf(contentTypes);
        Map<String, Map<String, String>> readers = new LinkedHashMap<>();
        adaptersOf(workflows).forEach((workflow, adapter) -> {
            Map<String, String> types = new HashMap<>();
            byType.forEach((type, reader) -> types.put(type.toLowerCase(Locale.ROOT), reader));
            types.put(MeshSettings.ANY_CONTENT, adapter);
            readers.put(workflow, types);
        });
        return readers;
    }

    private Map<String, String> adaptersOf(YamlSection section) {
        Map<String, String> found = new LinkedHashMap<>();
        for (YamlSection.Text key : section.keys()) {
            section.read(
                            key.value(),
                            "one of " + String.join(", ", adapters),
                            t -> Optional.of(t).filter(adapters::contains))
                    .ifPresent(adapter -> found.put(key.value(), adapter));
        }
        return found;
    }

    private static Map<Workflow, String> sentAs(YamlSection section) {
        Map<Workflow, String> ids = new EnumMap<>(Workflow.class);
        for (YamlSection.Text key : section.keys()) {
            Optional<String> id = section.read(key.value(), WORKFLOW_FORM, MeshSection::workflowId);
            Optional<Workflow> workflow = Workflow.ofCode(key.value());
            if (workflow.isEmpty()) {
                section.problem(YamlSection.unknown(
                        "workflow",
                        key.value(),
                        Arrays.stream(Workflow.values()).map(Workflow::code).toList()));
            }
            workflow.ifPresent(known -> id.ifPresent(text -> ids.put(known, text)));
        }
        return ids;
    }

    private String name(OdsCode organisation) {
        return names.getOrDefault(organisation, organisation.value());
    }

    private static Optional<String> mailboxId(String text) {
        return Optional.of(text).filter(MeshMailbox::isId);
    }

    private static Optional<String> workflowId(String text) {
        return Optional.of(text).filter(id -> WORKFLOW_ID.matcher(id).matches());
    }

    private Optional<String> secret(String text) {
        Path file = folder.resolve(text);
        try {
            if (PrivateFile.complaint(file).isPresent()) {
                return Optional.empty();
            }
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .map(String::strip)
                    .filter(line -> line.length() >= SHORTEST_SECRET);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
