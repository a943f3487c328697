package uk.portage.adapter.fhir.r4.mapping;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import uk.portage.adapter.fhir.r4.reader.SourceElement;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.NhsNumber;
import uk.portage.adapter.spi.PersonIdentifier;
import uk.portage.adapter.spi.PersonIdentifier.Kind;
import uk.portage.adapter.spi.SourcePath;

/**
 * Whom a bundle is about: its one Patient. Several are one person only if each is linked to another of them
 * (Patient.link); else the bundle would take somebody's record to the destinations of somebody else.
 */
public final class Person {

    private static final String VERIFICATION =
            "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus";
    private static final Set<String> VERIFIED = Set.of("01", "number-present-and-verified");

    private final SourceElement patient;
    private final List<PersonIdentifier> identifiers;
    private final boolean linked;
    private final Optional<SourceElement> nhsNumber;

    private Person(SourceElement patient, List<SourceElement> patients) {
        this.patient = patient;
        this.linked = patients.stream().anyMatch(p -> p.first("link").isPresent());
        this.nhsNumber = nhsNumbers(patient).findFirst();
        List<PersonIdentifier> found = new ArrayList<>();
        Stream.concat(Stream.of(patient), patients.stream())
                .flatMap(Person::nhsNumbers)
                .map(i -> new PersonIdentifier(Kind.NHS_NUMBER, "", NhsNumber.compact(i.text("value"))))
                .forEach(found::add);
        Stream.concat(Stream.of(patient), patients.stream())
                .flatMap(p -> p.all("identifier"))
                .filter(i -> !isNhsNumber(i) && !i.text("value").isEmpty())
                .map(i -> new PersonIdentifier(Kind.LOCAL, i.text("system"), i.text("value")))
                .forEach(found::add);
        this.identifiers = found.stream().distinct().toList();
    }

    /** A person, or why there is none. */
    sealed interface Outcome {}

    record Known(Person person) implements Outcome {}

    record Refused(FailureCode code, SourcePath where) implements Outcome {}

    static Outcome of(Entries entries) {
        List<SourceElement> patients = entries.ofType("Patient").toList();
        if (patients.isEmpty()) {
            return new Refused(FailureCode.MISSING_REQUIRED, new SourcePath("Bundle.entry.resource"));
        }
        Optional<SourceElement> stranger = stranger(patients, entries);
        return stranger.isPresent()
                ? new Refused(FailureCode.INVALID_VALUE, stranger.get().path())
                : new Known(new Person(principal(patients), patients));
    }

    /** The record that goes on: the one that nothing replaces. */
    private static SourceElement principal(List<SourceElement> patients) {
        return patients.stream()
                .filter(p -> p.all("link").noneMatch(link -> link.text("type").equals("replaced-by")))
                .findFirst()
                .orElse(patients.get(0));
    }

    /** A patient that no link leads to from the first. */
    private static Optional<SourceElement> stranger(List<SourceElement> patients, Entries entries) {
        Set<SourceElement> one = new HashSet<>(Set.of(patients.get(0)));
        boolean grown = true;
        while (grown) {
            grown = false;
            for (SourceElement patient : patients) {
                List<SourceElement> linked = patient.all("link")
                        .flatMap(link -> link.first("other").flatMap(entries::resolve).stream())
                        .toList();
                boolean belongs = one.contains(patient) || linked.stream().anyMatch(one::contains);
                if (belongs) {
                    int before = one.size();
                    one.add(patient);
                    one.addAll(linked);
                    grown |= one.size() > before;
                }
            }
        }
        return patients.stream().filter(p -> !one.contains(p)).findFirst();
    }

    Optional<PersonIdentifier> identifier() {
        return identifiers.stream().findFirst();
    }

    List<PersonIdentifier> otherIdentifiers() {
        return identifiers.stream().skip(1).toList();
    }

    boolean changesIdentity() {
        return linked;
    }

    /** True if the NHS number is well formed and the sender says that it was verified. */
    public boolean isVerified() {
        return nhsNumber
                .filter(i -> NhsNumber.isValid(NhsNumber.compact(i.text("value"))))
                .filter(Person::saysVerified)
                .isPresent();
    }

    /** What deserves attention about the person's number, after what was found before. */
    public List<Finding> findings(List<Finding> before) {
        List<Finding> findings = new ArrayList<>(before);
        if (nhsNumber.isEmpty()) {
            findings.add(new Finding(patient.path(), Finding.Kind.NHS_NUMBER_MISSING));
        }
        nhsNumber.ifPresent(number -> {
            if (!NhsNumber.isValid(NhsNumber.compact(number.text("value")))) {
                findings.add(new Finding(number.path(), Finding.Kind.NHS_NUMBER_INVALID));
            } else if (!saysVerified(number)) {
                findings.add(new Finding(number.path(), Finding.Kind.NHS_NUMBER_NOT_VERIFIED));
            }
        });
        return findings;
    }

    private static boolean saysVerified(SourceElement identifier) {
        return identifier
                .all("extension")
                .filter(extension -> extension.text("url").equals(VERIFICATION))
                .flatMap(extension -> extension.first("valueCodeableConcept").stream())
                .flatMap(concept -> concept.all("coding"))
                .anyMatch(coding -> VERIFIED.contains(coding.text("code")));
    }

    private static Stream<SourceElement> nhsNumbers(SourceElement patient) {
        return patient.all("identifier")
                .filter(i -> isNhsNumber(i) && !i.text("value").isEmpty());
    }

    private static boolean isNhsNumber(SourceElement identifier) {
        return identifier.text("system").equals(NhsNumber.SYSTEM);
    }
}
