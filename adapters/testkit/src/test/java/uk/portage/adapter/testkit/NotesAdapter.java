package uk.portage.adapter.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import uk.portage.adapter.spi.Acknowledger;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.Answer;
import uk.portage.adapter.spi.CodeMaps.Target;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.adapter.spi.Envelope;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourceFormat;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.adapter.spi.Workflow;
import uk.portage.adapter.spi.proof.Leaf;
import uk.portage.adapter.spi.proof.LeafInventory;
import uk.portage.adapter.spi.proof.SafetyTopic;

/** A format of our own, as small as one can be: {@code KEY=value} lines after the line {@code NOTES}. */
public class NotesAdapter implements Adapter {

    private final String forgotten;

    public NotesAdapter() {
        this("(nothing)");
    }

    /** @param forgotten a key that the translator overlooks and does not report */
    NotesAdapter(String forgotten) {
        this.forgotten = forgotten;
    }

    @Override
    public String name() {
        return "notes";
    }

    @Override
    public SourceFormat format() {
        return new Notes(forgotten);
    }

    @Override
    public Acknowledger acknowledger() {
        return (document, answer, now) -> text(answer, now).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public LeafInventory leaves() {
        return document -> {
            List<Leaf> leaves = new ArrayList<>();
            for (Line line : lines(document)) {
                Leaf leaf = Leaf.of(line.path().text(), line.value());
                leaves.add(
                        switch (line.key()) {
                            case "NHS" -> leaf.critical(SafetyTopic.NHS_NUMBER);
                            case "ALLERGY" -> leaf.critical(SafetyTopic.ALLERGY);
                            case "SEX" -> leaf.coded("administrative-sex");
                            default -> leaf;
                        });
            }
            return leaves;
        };
    }

    private static String text(Answer answer, Instant now) {
        return answer instanceof Answer.Accepted ? "OK " + now : "NO " + now;
    }

    private static List<Line> lines(SourceDocument document) {
        List<String> all =
                new String(document.bytes(), StandardCharsets.UTF_8).lines().toList();
        List<Line> lines = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            int equals = all.get(i).indexOf('=');
            String value = all.get(i).substring(equals + 1).strip();
            if (!value.isEmpty()) {
                String key = equals < 0 ? "" : all.get(i).substring(0, equals);
                lines.add(new Line(key, value, new SourcePath("line[" + i + "]")));
            }
        }
        return lines;
    }

    private record Line(String key, String value, SourcePath path) {}

    private record Notes(String forgotten) implements SourceFormat {

        @Override
        public Identification identify(SourceDocument document) {
            if (!isNotes(document)) {
                return new Identification.Refused(FailureCode.UNREADABLE, List.of(new SourcePath("line[0]")));
            }
            return new Identification.Identified(new Envelope(
                    "NOTES",
                    Workflow.SOCIAL_CARE_EVENT,
                    document.sha256(),
                    "",
                    "",
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    false));
        }

        @Override
        public Translation translate(SourceDocument document, TranslationContext context) {
            if (!isNotes(document)) {
                return new Translation.Refused(FailureCode.UNREADABLE, List.of(new SourcePath("line[0]")));
            }
            // Hashed once: a document may name as many allergies as it has lines.
            String hash = document.sha256();
            Bundle bundle = new Bundle().setType(BundleType.COLLECTION);
            Patient patient = new Patient();
            add(bundle, hash, "patient", patient);
            List<Loss> losses = new ArrayList<>();
            for (Line line : lines(document)) {
                if (!line.key().equals(forgotten)) {
                    line(line, patient, bundle, hash, context, losses);
                }
            }
            Binary original = new Binary().setContentType("text/plain").setData(document.bytes());
            add(bundle, hash, "original", original);
            return new Translation.Translated(bundle, losses, List.of(), false);
        }

        private static void line(
                Line line, Patient patient, Bundle bundle, String hash, TranslationContext context, List<Loss> losses) {
            switch (line.key()) {
                case "NHS" ->
                    patient.addIdentifier()
                            .setSystem("https://fhir.nhs.uk/Id/nhs-number")
                            .setValue(line.value().replaceAll("\\s", ""));
                case "NAME" -> patient.addName().setText(line.value());
                case "BORN" -> born(line, patient, losses);
                case "PHONE" ->
                    patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue(line.value());
                case "SEX" -> sex(line, patient, context, losses);
                case "ALLERGY" -> {
                    AllergyIntolerance allergy = new AllergyIntolerance();
                    allergy.getCode().setText(line.value());
                    allergy.getClinicalStatus()
                            .addCoding()
                            .setSystem("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical")
                            .setCode("active");
                    allergy.getPatient()
                            .setReference("urn:uuid:" + patient.getIdElement().getIdPart());
                    add(bundle, hash, line.path().text(), allergy);
                }
                default -> losses.add(new Loss(line.path(), LossKind.NO_TARGET));
            }
        }

        private static void born(Line line, Patient patient, List<Loss> losses) {
            if (line.value().matches("(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|1\\d|2[0-8])") && !patient.hasBirthDate()) {
                String v = line.value();
                patient.setBirthDateElement(
                        new DateType(v.substring(0, 4) + "-" + v.substring(4, 6) + "-" + v.substring(6)));
            } else {
                losses.add(new Loss(line.path(), LossKind.UNPARSEABLE));
            }
        }

        private static void sex(Line line, Patient patient, TranslationContext context, List<Loss> losses) {
            Optional<Target> target = context.codeMaps().find("administrative-sex", line.value());
            if (target.isPresent() && !patient.hasGender()) {
                patient.setGender(AdministrativeGender.fromCode(target.get().code()));
            } else {
                losses.add(new Loss(line.path(), LossKind.NO_TARGET));
            }
        }

        private static void add(Bundle bundle, String hash, String path, Resource resource) {
            String id = DerivedId.of(hash, path).toString();
            resource.setId(id);
            bundle.addEntry().setFullUrl("urn:uuid:" + id).setResource(resource);
        }

        private static boolean isNotes(SourceDocument document) {
            String text = new String(document.bytes(), StandardCharsets.UTF_8);
            return text.lines().findFirst().filter("NOTES"::equals).isPresent()
                    && text.chars().noneMatch(c -> c < ' ' && c != '\r' && c != '\n' && c != '\t');
        }
    }
}
