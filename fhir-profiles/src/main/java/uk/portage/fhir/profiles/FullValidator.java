package uk.portage.fhir.profiles;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.IssueSeverity;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.utilities.http.ManagedWebAccess;
import org.hl7.fhir.utilities.http.ManagedWebAccess.WebAccessPolicy;

/**
 * HL7's own validator, for golden bundles, samples and strict workflows: tens of milliseconds for a bundle, seconds for
 * the first one. It never goes to a network: every part of its chain holds its definitions in memory, and web access of
 * the library is prohibited for the whole process. Codes of systems it does not know (SNOMED CT, dm+d) are warnings.
 */
public final class FullValidator {

    /** Names the folder of an operator's definitions, see {@link #configured()}. */
    public static final String PACKAGES = "portage.packages";

    /** Location strings name the resource in a comment, by id. */
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/");

    private static final String VERSION_NOT_KNOWN = "Extension_EXT_Version_Invalid";

    private static final String PASSED_THROUGH = "Terminology_PassThrough_TX_Message";

    /** How bad it is; an information is not reported. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /**
     * What the validator found.
     *
     * @param path FHIRPath of the element
     * @param messageId the validator's name of the rule; its sentence may quote the record and is left out
     */
    public record Issue(Severity severity, String path, String messageId) {}

    private final FhirValidator validator;

    // Deprecated, but this release of HAPI has nothing else that makes unknown code systems a warning.
    @SuppressWarnings("deprecation")
    private FullValidator(PrePopulatedValidationSupport definitions) {
        ManagedWebAccess.setAccessPolicy(WebAccessPolicy.PROHIBITED);
        FhirContext context = FhirContext.forR4Cached();
        UnknownCodeSystemWarningValidationSupport unknown = new UnknownCodeSystemWarningValidationSupport(context);
        unknown.setNonExistentCodeSystemSeverity(IssueSeverity.WARNING);
        ValidationSupportChain chain = new ValidationSupportChain(
                definitions,
                new DefaultProfileValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context),
                new SnapshotGeneratingValidationSupport(context),
                unknown);
        FhirInstanceValidator module = new FhirInstanceValidator(chain);
        module.setAnyExtensionsAllowed(true);
        module.setErrorForUnknownProfiles(false);
        module.setNoBindingMsgSuppressed(true);
        this.validator = context.newValidator().registerValidatorModule(module);
    }

    /** Base FHIR R4 only. */
    public static FullValidator base() {
        return new FullValidator(new PrePopulatedValidationSupport(FhirContext.forR4Cached()));
    }

    /**
     * Base FHIR R4 and the definitions an operator put into a folder: StructureDefinitions, ValueSets and CodeSystems
     * as {@code .json} or {@code .xml}, and packages ({@code .tgz}), at any depth.
     *
     * @throws IllegalArgumentException if there is none in it, or one that is not FHIR R4
     */
    public static FullValidator with(Path folder) {
        return new FullValidator(DefinitionFolder.read(folder));
    }

    /** With the folder that the system property {@value #PACKAGES} names, or base R4 if it names none. */
    public static FullValidator configured() {
        return Optional.ofNullable(System.getProperty(PACKAGES))
                .map(Path::of)
                .map(FullValidator::with)
                .orElseGet(FullValidator::base);
    }

    /** Errors and warnings, in the validator's order. */
    public List<Issue> validate(Bundle bundle) {
        return messages(bundle).stream()
                .filter(message -> message.getSeverity() != ResultSeverityEnum.INFORMATION)
                .map(FullValidator::issue)
                .toList();
    }

    /** As {@link #validate(Bundle)}, errors only. */
    public List<Issue> errors(Bundle bundle) {
        return validate(bundle).stream()
                .filter(issue -> issue.severity() == Severity.ERROR)
                .toList();
    }

    /** The errors with place and sentence. Only for synthetic bundles: sentences quote the record. */
    public List<String> errorsQuotingTheRecord(Bundle bundle) {
        return messages(bundle).stream()
                .filter(message -> issue(message).severity() == Severity.ERROR)
                .map(message ->
                        message.getLocationString() + " " + message.getMessageId() + ": " + message.getMessage())
                .toList();
    }

    private List<SingleValidationMessage> messages(Bundle bundle) {
        return validator.validateWithResult(bundle).getMessages();
    }

    private static Issue issue(SingleValidationMessage message) {
        Severity severity = switch (message.getSeverity()) {
            case FATAL, ERROR ->
                isOnlyPreferred(message) || isOnlyUnknownHere(message) ? Severity.WARNING : Severity.ERROR;
            case WARNING, INFORMATION -> Severity.WARNING;
        };
        String path = Optional.ofNullable(message.getLocationString()).orElse("");
        return new Issue(
                severity,
                COMMENT.matcher(path).replaceAll(""),
                Optional.ofNullable(message.getMessageId()).orElse(""));
    }

    /**
     * HAPI hands its terminology's "not in the value set" through as an error however weak the binding is: Gujarati is
     * an error because it is not among the languages FHIR merely prefers. A required binding has an error of its own.
     */
    private static boolean isOnlyPreferred(SingleValidationMessage message) {
        return PASSED_THROUGH.equals(message.getMessageId())
                && message.getMessage().contains(" is not in valueset");
    }

    /**
     * UK Core takes extensions from FHIR 5 under their own URLs. Where its definitions are loaded they are checked; where
     * they are not, they are as unknown as any other extension, which is no error.
     */
    private static boolean isOnlyUnknownHere(SingleValidationMessage message) {
        return VERSION_NOT_KNOWN.equals(message.getMessageId())
                && message.getMessage().contains("'http://hl7.org/fhir/5.0/StructureDefinition/extension-");
    }
}
