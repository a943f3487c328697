package uk.portage.gateway.app.configuration;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.transfer.OdsCode;

/** The file of clients that this gateway gives tokens to: strictly read, every problem at once. */
public final class ClientsFile {

    /** Those of SMART Backend Services and of the NHS API platform, and stronger or equal ones. */
    private static final List<String> ALGORITHMS =
            List.of("RS384", "RS512", "PS384", "PS512", "ES256", "ES384", "ES512");

    private static final List<String> USUAL_ALGORITHMS = List.of("RS384", "ES384", "RS512");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}");

    private ClientsFile() {}

    /**
     * Reads the file; one that is not there has no clients.
     *
     * @param hosts from which keys may be fetched
     * @param organisations those that are known
     * @throws CommandFailedException if something is wrong with it
     */
    public static List<Client> read(Path file, AllowedHosts hosts, Predicate<OdsCode> organisations) {
        try {
            Problems problems = new Problems(file.toString());
            Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
            YamlSection root = YamlSection.parse(Files.readString(file, StandardCharsets.UTF_8), problems);
            List<Client> clients = clients(root, new PublicKeySourceSection(folder, hosts), organisations);
            root.refuseTheRest();
            if (!problems.isEmpty()) {
                throw CommandFailedException.usage(String.join("\n", problems.lines()));
            }
            return clients;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (CharacterCodingException e) {
            throw CommandFailedException.usage(file + " is not UTF-8 text");
        } catch (IOException e) {
            throw CommandFailedException.environment(
                    "cannot read " + file + ": it must belong to the user who runs this");
        }
    }

    private static List<Client> clients(
            YamlSection root, PublicKeySourceSection sources, Predicate<OdsCode> organisations) {
        List<Client> clients = new ArrayList<>();
        for (YamlSection section : root.sections("clients")) {
            Optional<String> id = section.require(
                    "id",
                    "letters, digits and . _ : / -",
                    text -> Optional.of(text).filter(t -> ID.matcher(t).matches()));
            Optional<OdsCode> organisation = section.require(
                    "organisation",
                    ConfigurationFile.ODS_FORM + " or registered",
                    ConfigurationFile.organisationIn(organisations));
            Set<Scope> scopes = new LinkedHashSet<>(
                    section.readAll("scopes", "one of " + String.join(", ", Scope.words()), Scope::of));
            Set<String> algorithms = PublicKeySourceSection.algorithms(section, ALGORITHMS, USUAL_ALGORITHMS);
            Optional<PublicKeySource> keys = sources.read(section);
            boolean suspended = section.read("suspended", "true or false", ConfigurationFile::truth)
                    .orElse(false);
            section.refuseTheRest();
            if (scopes.isEmpty()) {
                section.problem("'scopes' is missing: what the client may ask for");
            }
            if (id.isPresent()
                    && clients.stream().anyMatch(client -> client.id().equals(id.get()))) {
                section.problem("another client has this id too");
            }
            if (id.isPresent() && organisation.isPresent() && keys.isPresent()) {
                clients.add(new Client(id.get(), organisation.get(), scopes, algorithms, keys.get(), suspended));
            }
        }
        return clients;
    }
}
