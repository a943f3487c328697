package uk.portage.gateway.proofs.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.gclient.TokenClientParam;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import uk.portage.gateway.benchmarks.load.GatewayProcess;
import uk.portage.gateway.benchmarks.load.MllpPush;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;
import uk.portage.gateway.proofs.RunningGateway;

/** The main job over real sockets: HL7 v2 pushed over MLLP, collected and acknowledged with the HAPI FHIR client. */
class EndToEndTest {

    private static final FhirContext FHIR = FhirContext.forR4Cached();

    @TempDir
    private static Path folder;

    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = RunningGateway.start(folder.resolve("data"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void an_admission_is_pushed_collected_acknowledged_and_measured() throws Exception {
        byte[] message = SyntheticAdmission.message("E2E1", 42, 4242);
        try (MllpPush push = new MllpPush(gateway.mllpPort())) {
            assertThat(MllpPush.code(push.push(message))).isEqualTo("AA");
        }
        IGenericClient north = client("9D1");
        Task task = waitingTask(north);
        assertThat(task.getCode().getCodingFirstRep().getCode()).isEqualTo("admission-notice");

        Bundle bundle = north.read()
                .resource(Bundle.class)
                .withId(task.getFocus().getReferenceElement().getIdPart())
                .execute();

        assertThat(bundle.getType()).isEqualTo(Bundle.BundleType.MESSAGE);
        assertThat(bundle.getEntryFirstRep().getResource()).isInstanceOf(MessageHeader.class);
        Patient patient = only(bundle, Patient.class);
        assertThat(patient.getIdentifier()).anySatisfy(identifier -> {
            assertThat(identifier.getSystem()).isEqualTo("https://fhir.nhs.uk/Id/nhs-number");
            assertThat(identifier.getValue()).isEqualTo(SyntheticAdmission.nhsNumber(42));
        });
        assertThat(only(bundle, Encounter.class).getStatus()).isEqualTo(Encounter.EncounterStatus.INPROGRESS);
        assertThat(all(bundle, Binary.class))
                .as("the original bytes travel with the bundle")
                .anySatisfy(binary -> assertThat(binary.getData()).isEqualTo(message));

        MethodOutcome outcome = north.update()
                .resource(task.setStatus(Task.TaskStatus.COMPLETED))
                .execute();
        assertThat(((Task) outcome.getResource()).getStatus()).isEqualTo(Task.TaskStatus.COMPLETED);

        String auditor = gateway.token("9A1", "auditor");
        String timeline = gateway.get(
                        "/audit/api/transfers/" + task.getIdElement().getIdPart(), auditor, "application/json")
                .body();
        assertThat(timeline)
                .contains("RECEIVED", "TRANSLATED", "VALIDATED", "ROUTED", "OFFERED", "COLLECTED", "ACKNOWLEDGED")
                .doesNotContain(SyntheticAdmission.nhsNumber(42))
                .doesNotContain("ARKWRIGHT");
        assertThat(gateway.get("/audit/api/portability", auditor, "application/json")
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.get("/audit/", auditor, "text/html").body()).contains("govuk", "<svg");
    }

    @Test
    void another_destination_sees_neither_task_nor_bundle() throws Exception {
        try (MllpPush push = new MllpPush(gateway.mllpPort())) {
            assertThat(MllpPush.code(push.push(SyntheticAdmission.message("E2E2", 77, 7777))))
                    .isEqualTo("AA");
        }
        Task task = waitingTask(client("9D1"));
        IGenericClient south = client("9D2");
        String id = task.getIdElement().getIdPart();

        assertThat(search(south))
                .noneMatch(seen -> seen.getIdElement().getIdPart().equals(id));
        assertThat(messageOf(() -> south.read().resource(Task.class).withId(id).execute()))
                .isEqualTo(messageOf(() -> south.read()
                                .resource(Task.class)
                                .withId("00000000-0000-8000-8000-000000000000")
                                .execute())
                        .replace("00000000-0000-8000-8000-000000000000", id));
        assertThat(messageOf(
                        () -> south.read().resource(Bundle.class).withId(id).execute()))
                .contains("404");
    }

    @Test
    void a_record_about_a_person_in_a_caseload_reaches_that_destination_too() throws Exception {
        register("9D2", 123);

        try (MllpPush push = new MllpPush(gateway.mllpPort())) {
            assertThat(MllpPush.code(push.push(SyntheticAdmission.message("E2E3", 123, 1230))))
                    .isEqualTo("AA");
        }

        assertThat(waitingTask(client("9D2")).getOwner().getIdentifier().getValue())
                .isEqualTo("9D2");
    }

    /** Has a destination care for one person, and no other. */
    private static void register(String organisation, int person) throws Exception {
        String caseload = "nhs_number\n" + SyntheticAdmission.nhsNumber(person) + "\n";
        java.net.http.HttpResponse<String> uploaded = java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(
                                        java.net.URI.create("http://127.0.0.1:" + gateway.httpPort() + "/caseload"))
                                .header("Authorization", "Bearer " + gateway.token(organisation, "destination"))
                                .header("Content-Type", "text/csv")
                                .PUT(java.net.http.HttpRequest.BodyPublishers.ofString(
                                        caseload, StandardCharsets.US_ASCII))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString());
        assertThat(uploaded.statusCode()).as(uploaded.body()).isBetween(200, 299);
    }

    @Test
    void where_a_hidden_person_is_reaches_nobody_and_both_destination_and_auditor_see_that_it_was_withheld()
            throws Exception {
        byte[] message = new String(SyntheticAdmission.message("E2E4", 58, 5858), StandardCharsets.UTF_8)
                .replace("ZU8|Z|1|N\r", "ZU8|Z|1|N|1\r")
                .replace("Lives alone", "Lives alone at synthetic lane")
                .getBytes(StandardCharsets.UTF_8);
        IGenericClient north = client("9D1");
        Task task = taskFor(message, north);
        String id = task.getIdElement().getIdPart();
        Bundle bundle = north.read().resource(Bundle.class).withId(id).execute();

        String json = FHIR.newJsonParser().encodeResourceToString(bundle);
        assertThat(json)
                .contains(SyntheticAdmission.nhsNumber(58), "J18.9", "Allergy to penicillin", "REDACTED", "masked")
                .doesNotContainIgnoringCase("SYNTHETIC LANE")
                .doesNotContain("INVENTED HAMLET", "IMAGINARY SHIRE", "ZZ99 3WZ", "01632960058", "07700900058")
                .doesNotContain("01632960999", "WILFRED", "WARD7", "BAY2", "BED4", "INVENTED SURGERY", "PENHALIGON")
                .doesNotContain(Base64.getEncoder().encodeToString("MSH|^~".getBytes(StandardCharsets.UTF_8)));
        assertThat(all(bundle, Binary.class)).isEmpty();
        assertThat(only(bundle, Patient.class).getAddressFirstRep().getExtension())
                .isNotEmpty();

        String auditor = gateway.token("9A1", "auditor");
        assertThat(gateway.get("/audit/api/transfers/" + id, auditor, "application/json")
                        .body())
                .contains("WITHHELD", "LAWFUL_WITHHOLDING", "\"ADDRESS\"", "\"NEXT_OF_KIN\"", "\"DOCUMENT\"")
                .doesNotContainIgnoringCase("SYNTHETIC LANE");
        assertThat(gateway.get("/audit/transfers/" + id, auditor, "text/html").body())
                .contains("Lawfully withheld");
    }

    @Test
    void a_merge_that_names_no_receiver_reaches_whoever_was_sent_a_record_of_the_person_whose_record_ends()
            throws Exception {
        IGenericClient north = client("9D1");
        taskFor(SyntheticAdmission.message("E2E5", 300, 3000), north);
        // The admission named the person by NHS number and local id, the merge by the local id alone.
        byte[] merge = ("MSH|^~\\&|PAS|RCB|PORTAGE||20261123120000||ADT^A40^ADT_A39|E2E6|P|2.4\r"
                        + "EVN||20261123115900\r"
                        + "PID|1||" + SyntheticAdmission.nhsNumber(301) + "^^^NHS||SURVIVOR^SYLVIA\r"
                        + "MRG|L100300^^^RCB^MR\r")
                .getBytes(StandardCharsets.US_ASCII);

        Task task = taskFor(merge, north);

        assertThat(task.getCode().getCodingFirstRep().getCode()).isEqualTo("identity-merge");
        Bundle bundle = north.read()
                .resource(Bundle.class)
                .withId(task.getIdElement().getIdPart())
                .execute();
        assertThat(all(bundle, Patient.class)).hasSize(2);
    }

    @Test
    void a_cancellation_names_the_task_it_cancels_to_whoever_has_that_task_and_to_nobody_else() throws Exception {
        IGenericClient north = client("9D1");
        IGenericClient south = client("9D2");
        Task admission = taskFor(SyntheticAdmission.message("E2E7", 400, 4000), north);
        // From now on south cares for the person, too: it gets the cancellation of what it never got.
        register("9D2", 400);
        List<String> ofSouth = search(south).stream().map(EndToEndTest::id).toList();

        Task cancellation = taskFor(as("ADT^A11^ADT_A09", SyntheticAdmission.message("E2E8", 400, 4000)), north);

        assertThat(cancellation.getCode().getCodingFirstRep().getCode()).isEqualTo("cancellation-notice");
        assertThat(inputs(cancellation)).containsExactly("cancels Task/" + id(admission));
        Task cancelled = north.read().resource(Task.class).withId(id(admission)).execute();
        assertThat(cancelled.getBusinessStatus().getCodingFirstRep().getCode()).isEqualTo("cancelled");
        assertThat(inputs(cancelled)).containsExactly("cancelled-by Task/" + id(cancellation));
        assertThat(only(bundle(north, cancellation), Encounter.class).getStatus())
                .isEqualTo(Encounter.EncounterStatus.CANCELLED);
        assertThat(only(bundle(north, cancelled), Encounter.class).getStatus())
                .as("what is cancelled can still be collected")
                .isEqualTo(Encounter.EncounterStatus.INPROGRESS);

        Task elsewhere = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> search(south).stream()
                                .filter(task -> !ofSouth.contains(id(task)))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(elsewhere.getInput()).isEmpty();

        String auditor = gateway.token("9A1", "auditor");
        assertThat(gateway.get("/audit/api/transfers/" + id(cancellation), auditor, "application/json")
                        .body())
                .containsPattern("\"replaces\" ?: ?\"" + id(admission) + "\"");
        assertThat(gateway.get("/audit/api/transfers/" + id(elsewhere), auditor, "application/json")
                        .body())
                .doesNotContain("replaces");
    }

    @Test
    void a_cancellation_of_what_was_never_sent_is_delivered_and_refers_to_nothing() throws Exception {
        Task cancellation =
                taskFor(as("ADT^A11^ADT_A09", SyntheticAdmission.message("E2E9", 410, 4100)), client("9D1"));
        assertThat(cancellation.getInput()).isEmpty();
    }

    @Test
    void a_corrected_result_names_the_task_of_the_result_that_it_corrects() throws Exception {
        IGenericClient north = client("9D1");
        Task first = taskFor(result("E2E10", "F", "4.1"), north);
        Task corrected = taskFor(result("E2E11", "C", "3.1"), north);

        assertThat(corrected.getCode().getCodingFirstRep().getCode()).isEqualTo("test-result");
        assertThat(inputs(corrected)).containsExactly("corrects Task/" + id(first));
        Task before = north.read().resource(Task.class).withId(id(first)).execute();
        assertThat(before.getBusinessStatus().getCodingFirstRep().getCode()).isEqualTo("corrected");
        assertThat(inputs(before)).containsExactly("corrected-by Task/" + id(corrected));
    }

    private static byte[] result(String controlId, String status, String value) {
        return ("MSH|^~\\&|LAB|RCB|PORTAGE|ROUTE|20261123120000||ORU^R01^ORU_R01|" + controlId + "|P|2.4\r"
                        + "PID|1||" + SyntheticAdmission.nhsNumber(420) + "^^^NHS||RESULT^RHODA\r"
                        + "OBR|1|P-1|LAB-1^LAB|U&E^Urea and electrolytes^L|||20261123100000|||||||||||||||20261123110000"
                        + "||BC|" + status + "\r"
                        + "OBX|1|NM|K^Potassium^L||" + value + "|mmol/L|3.5-5.3||||" + status + "\r")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] as(String type, byte[] admission) {
        return new String(admission, StandardCharsets.UTF_8)
                .replace("ADT^A01^ADT_A01", type)
                .replace("EVN|A01|", "EVN|" + type.substring(4, 7) + "|")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Each input as its code and reference. */
    private static List<String> inputs(Task task) {
        return task.getInput().stream()
                .map(input -> input.getType().getCodingFirstRep().getCode() + " "
                        + ((Reference) input.getValue()).getReference())
                .toList();
    }

    private static Bundle bundle(IGenericClient client, Task task) {
        return client.read().resource(Bundle.class).withId(id(task)).execute();
    }

    /** Pushes a message and waits for the task that a destination gets by it. */
    private static Task taskFor(byte[] message, IGenericClient client) throws Exception {
        List<String> before = search(client).stream().map(EndToEndTest::id).toList();
        try (MllpPush push = new MllpPush(gateway.mllpPort())) {
            assertThat(MllpPush.code(push.push(message))).isEqualTo("AA");
        }
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> search(client).stream()
                                .filter(task -> !before.contains(id(task)))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static String id(Task task) {
        return task.getIdElement().getIdPart();
    }

    private static Task waitingTask(IGenericClient client) {
        await().atMost(Duration.ofSeconds(20)).until(() -> !search(client).isEmpty());
        List<Task> tasks = search(client);
        return tasks.get(tasks.size() - 1);
    }

    private static List<Task> search(IGenericClient client) {
        Bundle page = client.search()
                .forResource(Task.class)
                .where(new TokenClientParam("status").exactly().code("requested"))
                .returnBundle(Bundle.class)
                .execute();
        return all(page, Task.class);
    }

    private static IGenericClient client(String organisation) {
        FHIR.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.NEVER);
        IGenericClient client = FHIR.newRestfulGenericClient("http://127.0.0.1:" + gateway.httpPort() + "/fhir");
        client.registerInterceptor(new BearerTokenAuthInterceptor(gateway.token(organisation, "destination")));
        return client;
    }

    private static String messageOf(Runnable call) {
        try {
            call.run();
            return "no error";
        } catch (ResourceNotFoundException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static <T extends Resource> T only(Bundle bundle, Class<T> type) {
        List<T> found = all(bundle, type);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static <T extends Resource> List<T> all(Bundle bundle, Class<T> type) {
        return bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
