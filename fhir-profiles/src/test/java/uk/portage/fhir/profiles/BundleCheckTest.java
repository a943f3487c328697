package uk.portage.fhir.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class BundleCheckTest {

    private static final BundleCheck CHECK = BundleCheck.standard();
    static final List<Defect> DEFECTS = Defect.ALL;

    @Test
    void aSoundBundleHasNoProblem() {
        assertThat(CHECK.check(new SoundBundle().bundle)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("DEFECTS")
    void everyDefectIsNamed(Defect defect) {
        SoundBundle sound = new SoundBundle();
        defect.seed().accept(sound);
        assertThat(CHECK.check(sound.bundle)).extracting(Problem::rule).anyMatch(rule -> rule.contains(defect.rule()));
    }

    @Test
    void aProblemSaysWhereAndNeverQuotes() {
        SoundBundle sound = new SoundBundle();
        sound.patient.getNameFirstRep().setFamily("Ash\u0007down");
        sound.patient.getTelecomFirstRep().setSystem(null);
        assertThat(CHECK.check(sound.bundle))
                .containsExactly(
                        new Problem("Bundle.entry[1].resource.ofType(Patient).name[0].family", "character"),
                        new Problem("Bundle.entry[1].resource.ofType(Patient).telecom[0]", "cpt-2"));
    }

    @Test
    void theBundleIsNotChanged() {
        SoundBundle sound = new SoundBundle();
        Bundle before = sound.bundle.copy();
        CHECK.check(sound.bundle);
        assertThat(sound.bundle.equalsDeep(before)).isTrue();
        assertThat(new Patient().isEmpty()).isTrue();
    }

    @Test
    void anEmptyElementOfAListIsAProblemAndAnEmptySingleElementIsNone() {
        SoundBundle sound = new SoundBundle();
        sound.patient.getMaritalStatus();
        assertThat(CHECK.check(sound.bundle)).isEmpty();
        sound.patient.addName();
        sound.patient.addName().addGiven(" ");
        assertThat(CHECK.check(sound.bundle))
                .containsExactly(
                        new Problem("Bundle.entry[1].resource.ofType(Patient).name[1]", "empty"),
                        new Problem("Bundle.entry[1].resource.ofType(Patient).name[2]", "empty"));
    }

    @Test
    void idsAreBare() {
        SoundBundle sound = new SoundBundle();
        sound.patient.setId("Patient/" + sound.patient.getIdElement().getIdPart());
        assertThat(CHECK.check(sound.bundle)).extracting(Problem::rule).contains("id-bare");
    }

    @Test
    void timesHaveAnOffset() {
        SoundBundle sound = new SoundBundle();
        sound.observation.setEffective(new DateTimeType("2026-11-23T09:30:00"));
        assertThat(CHECK.check(sound.bundle)).extracting(Problem::rule).containsExactly("time-with-offset");
        sound.observation.setEffective(new DateTimeType("2026-11"));
        assertThat(CHECK.check(sound.bundle)).isEmpty();
    }

    @Test
    void containedResourcesAreFoundFromWhereTheyAreContained() {
        SoundBundle sound = new SoundBundle();
        Patient inner = new Patient();
        inner.setId("inner");
        sound.condition.addContained(inner);
        sound.condition.getSubject().setReference("#inner");
        assertThat(CHECK.check(sound.bundle)).isEmpty();
        sound.condition.getSubject().setReference("#other");
        assertThat(CHECK.check(sound.bundle)).extracting(Problem::rule).containsExactly("reference-resolves");
    }

    @Test
    void aRelativeReferenceIsResolvedAgainstTheBaseOfItsEntry() {
        SoundBundle sound = new SoundBundle();
        sound.condition.getSubject().setReference("Patient/1");
        sound.bundle.getEntry().get(7).setFullUrl("https://example.org/fhir/Condition/7");
        assertThat(CHECK.check(sound.bundle)).extracting(Problem::rule).containsExactly("reference-resolves");
        Patient other = new Patient();
        other.setId("1");
        sound.bundle.addEntry().setFullUrl("https://example.org/fhir/Patient/1").setResource(other);
        assertThat(CHECK.check(sound.bundle)).isEmpty();
    }

    @Test
    void rulesOfAProfileHoldForThoseWhoClaimIt() {
        SoundBundle sound = new SoundBundle();
        sound.allergy.setCode(null);
        sound.allergy.setMeta(new Meta());
        assertThat(CHECK.check(sound.bundle)).isEmpty();
    }

    @Test
    void aFloodOfProblemsIsCutAtAHundred() {
        SoundBundle sound = new SoundBundle();
        for (int i = 0; i < 1_000; i++) {
            sound.patient.addExtension("not absolute", new StringType("x"));
        }
        assertThat(CHECK.check(sound.bundle)).hasSize(100);
    }

    @Test
    void anUnknownProfileIsNotHeldAgainstAnyone() {
        SoundBundle sound = new SoundBundle();
        sound.condition.setMeta(new Meta().addProfile("https://example.org/StructureDefinition/other"));
        sound.condition.setCode(new CodeableConcept().setText("Cough"));
        assertThat(CHECK.check(sound.bundle)).isEmpty();
    }
}
