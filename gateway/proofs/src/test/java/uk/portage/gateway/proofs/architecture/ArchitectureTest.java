package uk.portage.gateway.proofs.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;

/** The arrows of the design, section 7, and the rules that no review should have to remember. */
@AnalyzeClasses(packages = "uk.portage", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String SPI = "uk.portage.adapter.spi..";
    private static final String TESTKIT = "uk.portage.adapter.testkit..";
    private static final String HL7V2 = "uk.portage.adapter.hl7v2..";
    private static final String FHIR_R4 = "uk.portage.adapter.fhir.r4..";
    private static final String EXPLAIN = "uk.portage.adapter.explain..";
    private static final String PROFILES = "uk.portage.fhir.profiles..";
    private static final String TRANSFER = "uk.portage.gateway.transfer..";
    private static final String VERIFIER = "uk.portage.verifier..";
    private static final String LEDGER = "uk.portage.gateway.ledger..";
    private static final String STORE = "uk.portage.gateway.store..";
    private static final String PIPELINE = "uk.portage.gateway.pipeline..";
    private static final String MAILBOX = "uk.portage.gateway.mailbox..";
    private static final String AUDITOR = "uk.portage.gateway.auditor..";
    private static final String OPERATOR = "uk.portage.gateway.operator..";
    private static final String APP = "uk.portage.gateway.app..";

    @ArchTest
    static final ArchRule the_adapter_contract_knows_no_other_room = rooms(SPI).mayUse(SPI);

    @ArchTest
    static final ArchRule adapters_know_only_the_contract = rooms(HL7V2).mayUse(SPI, HL7V2);

    /** A sender's bundle is held to its profiles before it is taken, so that the sender hears what is wrong. */
    @ArchTest
    static final ArchRule what_comes_as_fhir_is_held_to_its_profiles =
            rooms(FHIR_R4).mayUse(SPI, PROFILES, FHIR_R4);

    @ArchTest
    static final ArchRule an_explanation_knows_only_the_contract =
            rooms(EXPLAIN).mayUse(SPI, EXPLAIN);

    @ArchTest
    static final ArchRule the_testkit_knows_the_contract_and_the_profiles =
            rooms(TESTKIT).mayUse(SPI, PROFILES, TESTKIT);

    @ArchTest
    static final ArchRule profiles_know_only_the_contract = rooms(PROFILES).mayUse(SPI, PROFILES);

    @ArchTest
    static final ArchRule words_know_only_the_contract = rooms(TRANSFER).mayUse(SPI, TRANSFER);

    /** So that whoever doubts the gateway need not run any of it to find out. */
    @ArchTest
    static final ArchRule the_verifier_knows_no_other_room = rooms(VERIFIER).mayUse(VERIFIER);

    @ArchTest
    static final ArchRule the_verifier_needs_nothing_but_java = classes()
            .that()
            .resideInAPackage(VERIFIER)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(VERIFIER, "java..", "org.jspecify.annotations.."));

    @ArchTest
    static final ArchRule the_ledger_knows_the_words_and_the_verifier =
            rooms(LEDGER).mayUse(SPI, TRANSFER, VERIFIER, LEDGER);

    @ArchTest
    static final ArchRule the_store_knows_the_ledger = rooms(STORE).mayUse(SPI, TRANSFER, VERIFIER, LEDGER, STORE);

    @ArchTest
    static final ArchRule the_pipeline_knows_store_and_profiles =
            rooms(PIPELINE).mayUse(SPI, PROFILES, TRANSFER, LEDGER, STORE, PIPELINE);

    @ArchTest
    static final ArchRule the_mailbox_knows_the_store =
            rooms(MAILBOX).mayUse(SPI, TRANSFER, VERIFIER, LEDGER, STORE, MAILBOX);

    @ArchTest
    static final ArchRule the_auditor_knows_only_the_ledger =
            rooms(AUDITOR).mayUse(SPI, TRANSFER, VERIFIER, LEDGER, AUDITOR);

    /** Operators see what waits, which only the store knows, on pages that look like the auditor's. */
    @ArchTest
    static final ArchRule the_operators_side_knows_the_store_and_the_auditors_dress =
            rooms(OPERATOR).mayUse(SPI, TRANSFER, LEDGER, STORE, AUDITOR, OPERATOR);

    @ArchTest
    static final ArchRule only_the_pipeline_knows_camel_and_artemis = noClasses()
            .that()
            .resideOutsideOfPackage(PIPELINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "org.apache.activemq..");

    /** The figures of collecting by AMQP are those of a client, which speaks JMS. */
    @ArchTest
    static final ArchRule only_the_pipeline_and_clients_that_are_measured_know_jms = noClasses()
            .that()
            .resideOutsideOfPackages(PIPELINE, "uk.portage.gateway.benchmarks.collect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.jms..");

    @ArchTest
    static final ArchRule only_the_app_knows_spring = noClasses()
            .that()
            .resideOutsideOfPackage(APP)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule only_the_store_knows_databases = noClasses()
            .that()
            .resideOutsideOfPackages(STORE, LEDGER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "org.flywaydb..", "com.zaxxer.hikari..");

    @ArchTest
    static final ArchRule neither_auditor_nor_operator_can_reach_a_record = noClasses()
            .that()
            .resideInAnyPackage(AUDITOR, OPERATOR)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.hl7.fhir..", "ca.uhn..");

    @ArchTest
    static final ArchRule translators_have_neither_clock_nor_chance = noClasses()
            .that()
            .resideInAnyPackage(HL7V2, EXPLAIN, SPI, PROFILES)
            .should()
            .callMethodWhere(timeOrChance())
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    /** It adds an empty coding where there is none, and nobody expects that of a question. */
    @ArchTest
    static final ArchRule translators_do_not_ask_for_a_first_coding_that_may_not_be_there =
            noClasses().that().resideInAPackage(HL7V2).should().callMethod(CodeableConcept.class, "getCodingFirstRep");

    @ArchTest
    static final ArchRule nothing_reads_java_serialisation =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream");

    @ArchTest
    static final ArchRule names_say_what_a_class_is = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("uk.portage.gateway.app.Portage")
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Service")
            .orShould()
            .haveSimpleNameEndingWith("Impl");

    @ArchTest
    static final ArchRule nobody_prints_but_command_line_tests_and_benchmarks = noClasses()
            .that()
            .resideOutsideOfPackages(APP, TESTKIT, VERIFIER, "uk.portage.gateway.benchmarks..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule absence_is_optional_not_null = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(SPI, TRANSFER)
            .and()
            .areDeclaredInClassesThat()
            .areNotEnums()
            .should()
            .notBeAnnotatedWith("org.jspecify.annotations.Nullable");

    private static DescribedPredicate<JavaCall<?>> timeOrChance() {
        DescribedPredicate<JavaCall<?>> now = JavaCall.Predicates.target(owner(assignable(Instant.class)))
                .and(JavaCall.Predicates.target(name("now")))
                .as("Instant.now()");
        DescribedPredicate<JavaCall<?>> clock = JavaCall.Predicates.target(owner(assignable(System.class)))
                .and(JavaCall.Predicates.target(name("currentTimeMillis")));
        DescribedPredicate<JavaCall<?>> drawn = JavaCall.Predicates.target(owner(assignable(UUID.class)))
                .and(JavaCall.Predicates.target(name("randomUUID")));
        DescribedPredicate<JavaCall<?>> zoneless = JavaCall.Predicates.target(owner(resideInAPackage("java.time..")))
                .and(JavaCall.Predicates.target(name("now")));
        return now.or(clock).or(drawn).or(zoneless).as("time or chance");
    }

    private static DescribedPredicate<JavaClass> assignable(Class<?> type) {
        return JavaClass.Predicates.assignableTo(type);
    }

    private static Room rooms(String room) {
        return new Room(room);
    }

    private record Room(String room) {
        ArchRule mayUse(String... others) {
            return classes()
                    .that()
                    .resideInAPackage(room)
                    .should()
                    .onlyDependOnClassesThat(
                            resideInAnyPackage(others).or(DescribedPredicate.not(resideInAPackage("uk.portage.."))));
        }
    }
}
