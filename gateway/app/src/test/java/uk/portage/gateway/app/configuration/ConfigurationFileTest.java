package uk.portage.gateway.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import uk.portage.adapter.spi.Workflow;
import uk.portage.gateway.mailbox.mesh.MeshMailbox;
import uk.portage.gateway.mailbox.mesh.MeshSettings;
import uk.portage.gateway.pipeline.amqp.AmqpConfiguration;
import uk.portage.gateway.pipeline.receive.ChannelConfiguration;
import uk.portage.gateway.pipeline.receive.Rates;
import uk.portage.gateway.pipeline.receive.folder.FolderConfiguration;
import uk.portage.gateway.pipeline.route.DisclosurePolicy;
import uk.portage.gateway.pipeline.route.MailboxQuotas;
import uk.portage.gateway.pipeline.tls.CertificateBook;
import uk.portage.gateway.pipeline.tls.ClientCertificate;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.verifier.note.VerifierKey;

class ConfigurationFileTest {

    private static final String SMALLEST = """
            organisations: {RCB: Trust, 9E1: Council}
            channels:
              - {name: mllp, adapter: hl7v2, senders: {RCB: RCB}}
            destinations: [9E1]
            """;

    private Problems problems = new Problems("portage.yaml");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_files_a_first_start_writes_are_right(boolean demo, @TempDir Path parent) throws IOException {
        Path folder = parent.resolve("data");
        DataDirectory.open(folder, demo).close();

        Optional<Configuration> read = ConfigurationFile.parse(
                Files.readString(folder.resolve("portage.yaml")), folder, Set.of("hl7v2"), problems);

        assertThat(problems.lines()).isEmpty();
        assertThat(read.get().mesh().isPresent()).isEqualTo(demo);
        assertThat(read.get().routing().receivers()).containsEntry("ROUTE", new OdsCode("9D1"));
        assertThat(read.get().channels().get(0).channel().organisationOf("RCB55"))
                .contains(new OdsCode("RCB"));
        if (demo) {
            assertThat(read.get().timeTargets().get(Workflow.TEST_RESULT).cutoff())
                    .isEqualTo(Duration.ofMinutes(2));
        } else {
            assertThat(read.get().timeTargets()).isEmpty();
        }
    }

    @Test
    void a_code_that_looks_like_a_number_stays_a_code() {
        assertThat(read(SMALLEST).get().destinations()).containsExactly(new OdsCode("9E1"));
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void amqp_is_spoken_on_this_machine_or_by_tls_and_only_with_destinations() {
        assertThat(read(SMALLEST + "amqp: {destinations: [9E1]}\n").get().amqp())
                .contains(new AmqpConfiguration("127.0.0.1", 5672, Optional.empty(), Set.of(new OdsCode("9E1"))));
        assertThat(problems.lines()).isEmpty();

        read(SMALLEST + "amqp: {host: 0.0.0.0, destinations: [9E1]}\n");
        read(SMALLEST + "amqp: {destinations: [RCB]}\n");
        assertThat(problems.lines()).hasSize(3).first().asString().contains("beyond this machine AMQP needs 'tls'");
    }

    @Test
    void a_provider_at_which_people_sign_in_is_on_an_allowed_host_and_its_secret_is_private(@TempDir Path folder)
            throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "heron\n");
        String section = SMALLEST + """
                sign-in:
                  issuer: https://login.example.org/realms/trust
                  client-id: portage
                  secret-file: secret
                  hosts: [login.example.org]
                  organisation: RCB
                  roles-claim: realm_access.roles
                  roles: {audit: auditor}
                """;
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        ConfigurationFile.parse(section, folder, Set.of("hl7v2"), problems);
        assertThat(problems.lines()).hasSize(1).first().asString().contains("readable by its owner only");

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        problems = new Problems("portage.yaml");
        SignInConfiguration read = ConfigurationFile.parse(section, folder, Set.of("hl7v2"), problems)
                .flatMap(Configuration::signIn)
                .orElseThrow();
        assertThat(problems.lines()).isEmpty();
        assertThat(read.name()).isEqualTo("login.example.org");
        assertThat(read.toString()).doesNotContain("heron");

        ConfigurationFile.parse(
                section.replace("hosts: [login.example.org]", "hosts: [elsewhere.example.org]")
                        .replace("organisation: RCB", "organisation-claim: ods")
                        .replace("https:", "http:")
                        .replace("audit: auditor", "push: auditor"),
                folder,
                Set.of("hl7v2"),
                problems);
        assertThat(problems.lines())
                .hasSize(3)
                .anySatisfy(
                        line -> assertThat(line).contains("'issuer' must be an https address on one of the 'hosts'"))
                .anySatisfy(line -> assertThat(line).contains("'roles' is missing"))
                .anySatisfy(line -> assertThat(line).contains("unknown key 'push'"));
    }

    @Test
    void every_problem_is_named_with_its_line_and_a_guess() {
        read("""
                organisatons: {RCB: Trust}
                channels:
                  - name: mllp
                    adapter: hl7v3
                    port: 99999
                    sendes: {RCB: RCB}
                time-targets:
                  admision-notice: {target: 1 h, cutoff: 5 d}
                  test-result: {target: 1 fortnight, cutoff: 1 min}
                """);

        assertThat(problems.lines())
                .containsExactly(
                        "portage.yaml:1: unknown key 'organisatons'; did you mean 'organisations'?",
                        "portage.yaml:3: 'senders' is missing: the organisation of each sending facility (MSH-4)",
                        "portage.yaml:4: 'adapter' must be one of hl7v2, not 'hl7v3'",
                        "portage.yaml:5: 'port' must be a port from 0 to 65535, not '99999'",
                        "portage.yaml:6: unknown key 'sendes'; did you mean 'senders'?",
                        "portage.yaml:8: unknown workflow 'admision-notice'; did you mean 'admission-notice'?",
                        "portage.yaml:9: 'target' must be a time such as 20 s, 5 min, 1 h or 8 d, not '1 fortnight'");
    }

    @Test
    void a_destination_that_has_no_mailbox_cannot_be_routed_to() {
        read(SMALLEST + "routing: {receivers: {NORTH: RCB}}\n");

        assertThat(problems.lines())
                .containsExactly("portage.yaml:5: 'NORTH' must be one of the destinations, not 'RCB'");
    }

    @Test
    void a_quota_is_a_number_of_transfers_for_all_or_for_one_destination() {
        assertThat(read(SMALLEST).get().quotas()).isEqualTo(MailboxQuotas.DEFAULT);
        assertThat(read(SMALLEST + "quotas: {all: 500, 9E1: 20}\n").get().quotas())
                .isEqualTo(new MailboxQuotas(500, Map.of(new OdsCode("9E1"), 20)));
    }

    @Test
    void a_quota_of_nothing_or_of_a_stranger_is_refused() {
        read(SMALLEST + "quotas: {all: 0, 9E2: 20}\n");
        assertThat(problems.lines())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("'all' must be a number of transfers, 1 or more, not '0'"),
                        line -> assertThat(line).contains("'9E2' is not one of the destinations"));
    }

    @Test
    void a_rate_is_of_all_or_of_one_organisation_which_has_what_it_does_not_say_of_all() {
        assertThat(read(SMALLEST).get().rates()).isEqualTo(Rates.DEFAULT);
        assertThat(read(SMALLEST + "rates: {all: {per-second: 50, burst: 90, beside-others: 7},"
                                + " RCB: {bytes-per-second: 2 MB}}\n")
                        .get()
                        .rates())
                .isEqualTo(new Rates(
                        new Rates.Rate(50, 90, Rates.DEFAULT.ordinary().bytesPerSecond(), 7),
                        Map.of(new OdsCode("RCB"), new Rates.Rate(50, 90, 2 << 20, 7))));
        read(SMALLEST + "rates: {all: {per-second: 0}, RZZ: {burst: 5}}\n");
        assertThat(problems.lines())
                .anyMatch(line -> line.contains("'per-second' must be a number of documents, 1 or more, not '0'"))
                .anyMatch(line -> line.contains("'RZZ' is not the code of an organisation"));
    }

    @Test
    void the_key_that_encrypts_is_in_a_file_or_in_a_keystore_with_a_password_and_a_name(@TempDir Path folder)
            throws IOException {
        assertThat(read(SMALLEST).get().keys()).isEmpty();
        assertThat(read(SMALLEST + "encryption: {key-file: elsewhere.key}\n")
                        .get()
                        .keys())
                .isPresent();
        assertThat(problems.isEmpty()).isTrue();
        Path store = Files.writeString(folder.resolve("keys.p12"), "");
        read(SMALLEST + "encryption: {key-store: " + store + "}\n");
        assertThat(problems.lines())
                .anyMatch(line -> line.contains("password-file"))
                .anyMatch(line -> line.contains("'key'"));
        problems = new Problems("portage.yaml");
        read(SMALLEST + "encryption: {key-file: a.key, key-store: " + store + "}\n");
        assertThat(problems.lines()).anyMatch(line -> line.contains("not in both"));
    }

    @Test
    void nobody_is_told_what_records_ask_to_withhold_unless_it_says_so() {
        assertThat(read(SMALLEST).get().disclosure()).isEqualTo(DisclosurePolicy.NONE);
        assertThat(read(SMALLEST + "withholding:\n  9E1: {hidden-locations: disclose, dissent: withhold}\n")
                        .get()
                        .disclosure())
                .isEqualTo(new DisclosurePolicy(Set.of(new OdsCode("9E1")), Set.of()));
        assertThat(problems.isEmpty()).isTrue();
        read(SMALLEST + "withholding:\n  9E2: {hidden-locations: perhaps}\n");
        assertThat(problems.lines())
                .anyMatch(line -> line.contains("'9E2' is not one of the destinations"))
                .anyMatch(line -> line.contains("withhold or disclose"));
    }

    @Test
    void plain_text_beyond_this_machine_must_be_asked_for() {
        read(SMALLEST.replace("adapter: hl7v2,", "adapter: hl7v2, host: 192.0.2.1,"));

        assertThat(problems.lines())
                .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .startsWith("portage.yaml:3: ")
                .contains("insecure: true");
        read(SMALLEST + "http: {host: 192.0.2.1}\n");
        assertThat(problems.lines()).hasSize(2).last().asString().contains("HTTP needs 'tls'", "insecure: true");
        assertThat(read(SMALLEST + "http: {host: 192.0.2.1, insecure: true}\n")
                        .get()
                        .http()
                        .host())
                .isEqualTo("192.0.2.1");
        assertThat(problems.lines()).hasSize(2);
    }

    @Test
    void a_certificate_is_bound_to_one_organisation_by_subject_or_fingerprint() throws Exception {
        String fingerprint = "AB:".repeat(31) + "AB";
        CertificateBook book = read(SMALLEST + """
                certificates:
                  RCB: ["CN=pas.example.org, O=Example", "sha256:%s"]
                """.formatted(fingerprint)).get().certificates();

        assertThat(problems.lines()).isEmpty();
        Instant now = Instant.now();
        Sha256 other = Sha256.of(new byte[0]);
        OdsCode trust = new OdsCode("RCB");
        assertThat(book.holderOf(new ClientCertificate("CN=PAS.example.org,O=example", other, now, now)))
                .contains(trust);
        assertThat(book.holderOf(new ClientCertificate(
                        "CN=x", Sha256.parse(fingerprint.replace(":", "").toLowerCase(Locale.ROOT)), now, now)))
                .contains(trust);
        assertThat(book.holderOf(new ClientCertificate("O=Example,CN=pas.example.org", other, now, now)))
                .isEmpty();
        assertThat(book.holderOf(new ClientCertificate("CN=pas.example.org", other, now, now)))
                .isEmpty();

        read(SMALLEST + "certificates:\n  RCB: [\"CN=a\"]\n  9E1: [\"cn=A\"]\n");
        read(SMALLEST + "certificates:\n  RCB: [no name]\n  RZZ: []\n");
        read(SMALLEST + "http: {client-certificates: required}\n");
        assertThat(problems.lines())
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).contains("one certificate is bound to"))
                .anySatisfy(line -> assertThat(line).contains("portage.yaml", "the subject of a certificate"))
                .anySatisfy(line -> assertThat(line).contains("'RZZ'"))
                .anySatisfy(line -> assertThat(line).contains("'trust-store'"));
    }

    @Test
    void a_folder_is_a_way_in_like_a_listener(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("inbox/RCB"));
        String watched = SMALLEST + """
                folders:
                  - name: files
                    adapter: hl7v2
                    folder: inbox/RCB
                    unmapped: refuse
                    senders: {RCB: RCB}
                    limits: {file: 1 MB, quiet: 5 s}
                """;

        FolderConfiguration read = ConfigurationFile.parse(watched, folder, Set.of("hl7v2"), problems)
                .get()
                .folders()
                .get(0);

        assertThat(problems.lines()).isEmpty();
        assertThat(read.folder()).isEqualTo(folder.resolve("inbox/RCB"));
        assertThat(read.channel().unmapped()).isEqualTo(ChannelConfiguration.Unmapped.REFUSE);
        assertThat(read.limits().maxFileBytes()).isEqualTo(1024 * 1024);
        assertThat(read.limits().quiet()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void every_problem_of_a_folder_is_named_with_its_line(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("one"));
        ConfigurationFile.parse(SMALLEST + """
                        folders:
                          - {name: mllp, adapter: hl7v2, folder: one, senders: {RCB: RCB}}
                          - {name: b, adapter: hl7v2, folder: one, senders: {RCB: RCB}}
                          - {name: c, adapter: hl7v2, folder: nowhere, senders: {RCB: RCB}}
                          - name: d
                            adapter: hl7v2
                            senders: {RCB: RCB}
                            unmaped: refuse
                            limits: {quiet: 1 h}
                        """, folder, Set.of("hl7v2"), problems);

        assertThat(problems.lines())
                .containsExactly(
                        "portage.yaml:6: there is another channel named 'mllp'",
                        "portage.yaml:7: there is another channel that watches this folder",
                        "portage.yaml:8: 'folder' must be a folder that exists and belongs to the user who runs this,"
                                + " not 'nowhere'",
                        "portage.yaml:9: 'folder' is missing (a folder that exists and belongs to the user who runs"
                                + " this)",
                        "portage.yaml:12: unknown key 'unmaped'; did you mean 'unmapped'?",
                        "portage.yaml:13: 'quiet' must be above 0 and 'patience' at least as long");
    }

    @Test
    void mesh_mailboxes_have_their_secrets_in_files_of_their_own(@TempDir Path folder) throws IOException {
        secret(folder, "shared.key", "rw-------");
        secret(folder, "trust.password", "rw-------");
        secret(folder, "council.password", "rw-------");
        MeshSettings mesh = mesh(folder, """
                mesh:
                  mailbox: PORTAGE01
                  organisation: RCB
                  shared-key-file: shared.key
                  mailboxes:
                    RCBHC001: {organisation: RCB, password-file: trust.password, sends: [A_WORKFLOW]}
                    9E1HC001: {organisation: 9E1, password-file: council.password}
                  workflows: {A_WORKFLOW: hl7v2}
                  content-types: {x-application/hl7-v2+er7: hl7v2}
                  sent-as: {discharge-summary: A_SUMMARY}
                  limits: {message: 5 MB, chunk: 1 MB}
                """).get();

        assertThat(problems.lines()).isEmpty();
        assertThat(mesh.mailboxes())
                .extracting(MeshMailbox::id, MeshMailbox::collects)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("RCBHC001", false),
                        org.assertj.core.groups.Tuple.tuple("9E1HC001", true));
        assertThat(mesh.mailboxes().toString() + mesh).doesNotContain("secret");
    }

    @Test
    void every_problem_of_mesh_mailboxes_is_named_with_its_line(@TempDir Path folder) throws IOException {
        secret(folder, "shared.key", "rw-------");
        secret(folder, "open.password", "rw-r--r--");
        secret(folder, "short.password", "rw-------");
        Files.writeString(folder.resolve("short.password"), "short\n");
        mesh(folder, """
                mesh:
                  mailbox: portage
                  organisation: 9E9
                  shared-key-file: shared.key
                  mailboxes:
                    RCBHC001: {organisation: RCB, password-file: open.password}
                    9E1HC001: {organisation: 9E1, password-file: short.password}
                  workflows: {A_WORKFLOW: hl7v9}
                  sent-as: {discharge-sumary: A_SUMMARY}
                  limit: {message: 5 MB}
                """);

        assertThat(problems.lines())
                .hasSize(7)
                .anyMatch(line -> line.startsWith("portage.yaml:6: 'mailbox' must be a mailbox id"))
                .anyMatch(line -> line.startsWith("portage.yaml:7: 'organisation' must be"))
                .anyMatch(line -> line.startsWith("portage.yaml:10: 'password-file' must be a file of mode 0600"))
                .anyMatch(line -> line.startsWith("portage.yaml:11: 'password-file' must be"))
                .anyMatch(line -> line.startsWith("portage.yaml:12: 'A_WORKFLOW' must be one of hl7v2"))
                .anyMatch(
                        line -> line.contains("unknown workflow 'discharge-sumary'; did you mean 'discharge-summary'?"))
                .contains("portage.yaml:14: unknown key 'limit'; did you mean 'limits'?");
    }

    @Test
    void open_data_is_for_anyone_unless_it_is_switched_off(@TempDir Path folder) {
        Set<String> adapters = Set.of("hl7v2");

        assertThat(ConfigurationFile.parse(SMALLEST, folder, adapters, problems)
                        .orElseThrow()
                        .openData())
                .isTrue();
        assertThat(ConfigurationFile.parse(SMALLEST + "open-data: false\n", folder, adapters, problems)
                        .orElseThrow()
                        .openData())
                .isFalse();
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void names_the_witnesses_of_the_ledger_by_keys_of_cosignatures() {
        String witness = "witness.example+0080fed4+BAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
        String log = "log.example+5d23591e+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

        assertThat(read(SMALLEST + "ledger: {witnesses: [\"" + witness + "\"]}\n")
                        .get()
                        .witnesses())
                .extracting(VerifierKey::text)
                .containsExactly(witness);
        assertThat(problems.lines()).isEmpty();

        read(SMALLEST + "ledger: {witnesses: [\"" + log + "\", witness.example], witness: x}\n");
        assertThat(problems.lines())
                .hasSize(3)
                .anyMatch(line ->
                        line.contains("'witnesses' must be the verifier key of a witness") && line.contains(log))
                .anyMatch(line -> line.contains("unknown key 'witness'; did you mean 'witnesses'?"));
    }

    @Test
    void says_whose_systems_organisations_use(@TempDir Path folder) {
        Set<String> adapters = Set.of("hl7v2");

        assertThat(ConfigurationFile.parse(
                                SMALLEST + "suppliers: {RCB: Northern Systems}\n", folder, adapters, problems)
                        .orElseThrow()
                        .suppliers())
                .isEqualTo(Map.of(new OdsCode("RCB"), "Northern Systems"));
        assertThat(problems.lines()).isEmpty();

        ConfigurationFile.parse(SMALLEST + "suppliers: {RCB: \"=Northern\"}\n", folder, adapters, problems);
        assertThat(problems.lines()).singleElement().asString().contains("the supplier's name");
    }

    @Test
    void a_mailbox_cannot_send_what_nobody_reads(@TempDir Path folder) throws IOException {
        secret(folder, "a.secret", "rw-------");
        mesh(folder, """
                mesh:
                  mailbox: PORTAGE01
                  organisation: RCB
                  shared-key-file: a.secret
                  mailboxes:
                    RCBHC001: {organisation: RCB, password-file: a.secret, sends: [A_WORKFLOW]}
                """);

        assertThat(problems.lines())
                .containsExactly("portage.yaml:6: mailbox RCBHC001 sends A_WORKFLOW, which no adapter reads");
    }

    private Optional<MeshSettings> mesh(Path folder, String section) {
        return ConfigurationFile.parse(SMALLEST + section, folder, Set.of("hl7v2"), problems)
                .flatMap(Configuration::mesh);
    }

    private static void secret(Path folder, String name, String mode) throws IOException {
        Files.setPosixFilePermissions(
                Files.writeString(folder.resolve(name), "a secret of a test\n"), PosixFilePermissions.fromString(mode));
    }

    @Test
    void what_is_not_yaml_is_said_with_its_line() {
        assertThat(read("organisations:\n  RCB: [\n")).isEmpty();
        assertThat(problems.lines().get(0)).matches("portage\\.yaml:\\d+: .*");
    }

    @Test
    void a_key_given_twice_is_a_problem() {
        read(SMALLEST + "destinations: []\n");

        assertThat(problems.lines()).isEqualTo(List.of("portage.yaml:5: 'destinations' is given twice"));
    }

    private Optional<Configuration> read(String text) {
        return ConfigurationFile.parse(text, Path.of("."), Set.of("hl7v2"), problems);
    }
}
