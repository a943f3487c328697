package uk.portage.fhir.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.http.ManagedWebAccess;
import org.hl7.fhir.utilities.http.ManagedWebAccess.WebAccessPolicy;
import org.junit.jupiter.api.Test;
import uk.portage.fhir.profiles.Defect.Forbidden;

/** The full validator, and that the fast check agrees with it. */
class FullValidatorTest {

    private static final class Base {
        static final FullValidator VALIDATOR = FullValidator.base();
    }

    private static final class UkCoreLoaded {
        static final FullValidator VALIDATOR =
                FullValidator.with(UkCoreDefinitions.folder().resolve("profiles"));
    }

    @Test
    void aSoundBundleHasNoErrorInBaseR4() {
        assertThat(errors(Base.VALIDATOR, new SoundBundle().bundle)).isEmpty();
    }

    @Test
    void everySeededDefectOfBaseR4IsCaughtByBoth() {
        assertThat(missed(Base.VALIDATOR, Forbidden.BASE)).isEmpty();
    }

    @Test
    void aSoundBundleHasNoErrorInUkCore() {
        UkCoreDefinitions.assumePresent();
        assertThat(errors(UkCoreLoaded.VALIDATOR, new SoundBundle().bundle)).isEmpty();
    }

    @Test
    void everySeededDefectOfUkCoreIsCaughtByBoth() {
        UkCoreDefinitions.assumePresent();
        assertThat(missed(UkCoreLoaded.VALIDATOR, Forbidden.UK_CORE)).isEmpty();
    }

    /** Published examples say much more than our own bundle: what they may do, the fast check must allow. */
    @Test
    void theFastCheckFindsNoFaultWithThePublishedExamples() throws Exception {
        UkCoreDefinitions.assumePresent();
        List<String> wrong = new ArrayList<>();
        int examples = 0;
        try (Stream<Path> files = Files.list(UkCoreDefinitions.folder().resolve("examples"))) {
            for (Path file : files.sorted().toList()) {
                Bundle bundle = bundle(file);
                examples++;
                BundleCheck.standard().check(bundle).stream()
                        .filter(problem -> !problem.rule().equals("reference-resolves"))
                        .forEach(problem -> wrong.add(file.getFileName() + ": " + problem));
            }
        }
        assertThat(examples).isGreaterThan(90);
        assertThat(wrong).isEmpty();
    }

    @Test
    void theNetworkIsOutOfReach() {
        assertThat(Base.VALIDATOR).isNotNull();
        assertThat(ManagedWebAccess.getAccessPolicy()).isEqualTo(WebAccessPolicy.PROHIBITED);
    }

    @Test
    void issuesDoNotQuoteTheRecord() {
        SoundBundle sound = new SoundBundle();
        sound.patient.addIdentifier().setSystem("secret system").setValue("secret value");
        assertThat(Base.VALIDATOR.errors(sound.bundle))
                .isNotEmpty()
                .noneMatch(issue -> issue.toString().contains("secret"))
                .noneMatch(issue ->
                        issue.path().contains(sound.patient.getIdElement().getIdPart()));
    }

    private static List<String> missed(FullValidator validator, Forbidden forbidden) {
        List<String> missed = new ArrayList<>();
        Defect.ALL.stream().filter(defect -> defect.forbidden() == forbidden).forEach(defect -> {
            SoundBundle sound = new SoundBundle();
            defect.seed().accept(sound);
            if (BundleCheck.standard().check(sound.bundle).isEmpty()) {
                missed.add("fast: " + defect);
            }
            if (validator.errors(sound.bundle).isEmpty()) {
                missed.add("full: " + defect);
            }
        });
        return missed;
    }

    private static List<String> errors(FullValidator validator, Bundle bundle) {
        return validator.messages(bundle).stream()
                .filter(message -> message.getSeverity() == ResultSeverityEnum.ERROR
                        || message.getSeverity() == ResultSeverityEnum.FATAL)
                .map(FullValidatorTest::told)
                .toList();
    }

    private static String told(SingleValidationMessage message) {
        return message.getLocationString() + " " + message.getMessageId() + " " + message.getMessage();
    }

    /** The example, claiming the profile of its type, in a bundle of its own. */
    private static Bundle bundle(Path file) throws Exception {
        String xml = Files.readString(file).replace("\uFEFF", "");
        Resource resource = (Resource) FhirContext.forR4Cached().newXmlParser().parseResource(xml);
        if (resource instanceof Bundle bundle) {
            Set<String> relative = bundle.getEntry().stream()
                    .map(Bundle.BundleEntryComponent::getFullUrl)
                    .filter(url -> url != null && !Invariant.isAbsolute(url))
                    .collect(Collectors.toSet());
            return relative.isEmpty() ? bundle : new Bundle().setType(BundleType.COLLECTION);
        }
        if (resource instanceof DomainResource && !resource.hasMeta()) {
            resource.setMeta(new Meta().addProfile(UkCore.profile(resource.fhirType())));
        }
        resource.setId(resource.getIdElement().getIdPart());
        Bundle bundle = new Bundle().setType(BundleType.COLLECTION);
        bundle.addEntry()
                .setFullUrl("https://example.org/" + resource.fhirType() + "/" + resource.getIdPart())
                .setResource(resource);
        return bundle;
    }
}
