package uk.portage.gateway.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import uk.portage.gateway.app.configuration.TokenFile;
import uk.portage.gateway.pipeline.tls.CertificateBook;
import uk.portage.gateway.pipeline.tls.ClientCertificate;
import uk.portage.gateway.transfer.Caller.Role;
import uk.portage.gateway.transfer.OdsCode;

/** Who may use the running gateway: added, listed, suspended, given new credentials. */
@Command(
        name = "organisation",
        description = "Add, list, suspend and resume organisations of the running gateway, and rotate their tokens.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Every change is in force at once and stands in the ledger. An organisation that is suspended may neither push,",
            "collect nor log in; records for it are kept until it may again. A new mailbox is there after the next start."
        })
final class OrganisationCommand {

    private static final String PATH = "/operator/organisations";

    private final Terminal terminal;

    OrganisationCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "add",
            description = "Register an organisation, with a token for each role, or add to what is registered.",
            footer = {"", "A token is shown once; the gateway keeps its hash alone."})
    int add(
            @Parameters(paramLabel = "CODE", description = "its ODS code: 3 to 12 capital letters and digits")
                    String code,
            @Option(names = "--name", paramLabel = "NAME", description = "what people call it; needed for a new one")
                    Optional<String> name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            split = ",",
                            description = "issue a token: source (pushes), destination (collects), auditor, operator")
                    @Nullable
                    List<String> roles,
            @Option(
                            names = "--certificate",
                            paramLabel = "CERTIFICATE",
                            description =
                                    "bind a client certificate: a file (PEM or DER), sha256: and its fingerprint, or"
                                            + " its subject")
                    @Nullable
                    List<String> certificates,
            @Mixin GatewayClient client) {
        List<Map.Entry<String, String>> form = new ArrayList<>();
        name.ifPresent(text -> form.add(Map.entry("name", text)));
        Stream.ofNullable(roles).flatMap(List::stream).forEach(role -> form.add(Map.entry("role", checkedRole(role))));
        Stream.ofNullable(certificates)
                .flatMap(List::stream)
                .forEach(text -> form.add(Map.entry("certificate", certificate(text))));
        return order(client, code, "", form);
    }

    @Command(
            name = "list",
            description = "List the organisations: name, mailbox, whether in force, credentials issued.")
    int list(@Mixin GatewayClient client) {
        terminal.out().print(GatewayClient.expectSuccess(client.get(PATH)));
        return ExitStatus.OK.status();
    }

    @Command(
            name = "suspend",
            description = "Let an organisation do nothing any more: every credential of it is refused.")
    int suspend(
            @Parameters(paramLabel = "CODE", description = "its ODS code") String code, @Mixin GatewayClient client) {
        return order(client, code, "/suspend", List.of());
    }

    @Command(name = "resume", description = "Let a suspended organisation go on, with the credentials it had.")
    int resume(
            @Parameters(paramLabel = "CODE", description = "its ODS code") String code, @Mixin GatewayClient client) {
        return order(client, code, "/resume", List.of());
    }

    @Command(
            name = "rotate",
            description = "Issue a new token and let those issued before it end.",
            footer = {"", "A token in the file of tokens stays good until its line is removed."})
    int rotate(
            @Parameters(paramLabel = "CODE", description = "its ODS code") String code,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            required = true,
                            description = "source, destination, auditor or operator")
                    String role,
            @Option(
                            names = "--overlap",
                            paramLabel = "HOURS",
                            defaultValue = "24",
                            description = "for how long the former ones stay good beside it; 0 ends them now"
                                    + " (default ${DEFAULT-VALUE})")
                    int overlap,
            @Mixin GatewayClient client) {
        return order(
                client,
                code,
                "/rotate",
                List.of(Map.entry("role", checkedRole(role)), Map.entry("overlap", String.valueOf(overlap))));
    }

    private int order(GatewayClient client, String code, String what, List<Map.Entry<String, String>> form) {
        terminal.out().print(GatewayClient.expectSuccess(client.post(PATH + "/" + checkedCode(code) + what, form)));
        return ExitStatus.OK.status();
    }

    /** So that what is wrong is said before a gateway is asked. */
    private static String checkedCode(String code) {
        return OdsCode.parse(code)
                .filter(parsed -> parsed.value().equals(code))
                .orElseThrow(() -> CommandFailedException.usage(
                        "'" + code + "' is not an ODS code: 3 to 12 capital letters and digits"))
                .value();
    }

    private static String checkedRole(String role) {
        return TokenFile.role(role)
                .map(Role::name)
                .map(known -> role)
                .orElseThrow(() -> CommandFailedException.usage(
                        "'" + role + "' is not a role: source, destination, auditor or operator"));
    }

    private static String certificate(String text) {
        Path file = Path.of(text);
        if (Files.isRegularFile(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                X509Certificate certificate = (X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(in);
                return CertificateBook.nameOf(ClientCertificate.of(certificate).fingerprint());
            } catch (IOException | CertificateException e) {
                throw CommandFailedException.usage(file + " holds no certificate in PEM or DER");
            }
        }
        return CertificateBook.nameOf(text)
                .orElseThrow(() -> CommandFailedException.usage("'" + text
                        + "' is neither a file, nor sha256: and a fingerprint, nor the subject of a certificate"));
    }
}
