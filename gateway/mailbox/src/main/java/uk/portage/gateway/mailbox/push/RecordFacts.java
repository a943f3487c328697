package uk.portage.gateway.mailbox.push;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/** What a page shows of a bundle, and what it only counts. */
final class RecordFacts {

    /** A text that came with the record. */
    record Text(String title, String text) {}

    private static final String NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number";
    private static final String ORIGINAL = "x-application/hl7-v2+er7";
    private static final String PERSON = "Person";
    private static final String OTHERS = "Others whom this record names";
    /** HL7's codes of those who take part, where the record has no words for them. */
    private static final Map<String, String> PARTS = Map.of(
            "ATND",
            "in charge",
            "REF",
            "referred by",
            "CON",
            "consultant",
            "ADM",
            "admitted by",
            "DIS",
            "discharged by");

    private static final int LONGEST_TEXT = 200_000;
    private static final String ELSEWHERE = "in the file beside this page";

    private final Wording wording;
    private final Map<String, Resource> resources = new LinkedHashMap<>();
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final List<String> notices = new ArrayList<>();
    private final List<Text> texts = new ArrayList<>();
    private final Map<String, Integer> rest = new TreeMap<>();
    private Optional<String> person = Optional.empty();
    private int persons;

    private RecordFacts(Bundle bundle, ZoneId zone) {
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.getResource() != null) {
                String id = entry.hasFullUrl() ? entry.getFullUrl() : "entry " + resources.size();
                resources.put(id, entry.getResource());
            }
        }
        this.wording = new Wording(resources, zone);
    }

    static RecordFacts of(Bundle bundle, ZoneId zone) {
        RecordFacts facts = new RecordFacts(bundle, zone);
        // What may harm comes before what explains.
        facts.section(PERSON);
        facts.section(OTHERS);
        facts.section("Allergies and warnings", "To what", "Reaction", "How certain");
        facts.section("Stay or visit");
        facts.section("Problems", "Problem", "State", "Since");
        facts.section("Medicines", "Medicine", "How taken", "State");
        facts.section("Results", "Test", "Result", "Usual range", "Remarks");
        facts.section("Reports and letters", "What", "State", "When", "Conclusion");
        facts.section("Procedures and vaccinations", "What", "State", "When");
        facts.section("Appointments", "What", "State", "When", "With whom or where");
        facts.section("Requests", "What", "State", "When");
        facts.section("People to contact", "Who", "Relation", "How to reach");
        facts.resources.values().forEach(facts::show);
        return facts;
    }

    /** The name of the person whom the record is about. */
    String person() {
        return person.orElse("A record of no named person");
    }

    List<String> notices() {
        return notices;
    }

    List<Section> sections() {
        return List.copyOf(sections.values());
    }

    List<Text> texts() {
        return texts;
    }

    /** How many resources of which type are not shown, but for those that others name. */
    Map<String, Integer> rest() {
        return rest;
    }

    private void section(String title, String... columns) {
        sections.put(title, new Section(title, List.of(columns), List.of()));
    }

    private void row(String title, String... cells) {
        sections.computeIfPresent(title, (t, section) -> {
            List<List<String>> rows = new ArrayList<>(section.rows());
            rows.add(List.of(cells));
            return new Section(t, section.columns(), rows);
        });
    }

    /** A row of a label and a text, unless there is no text. */
    private void line(String title, String label, String text) {
        if (!text.isBlank()) {
            row(title, label, text);
        }
    }

    private void show(Resource resource) {
        if (resource instanceof Patient patient) {
            show(patient);
        } else if (resource instanceof AllergyIntolerance allergy) {
            show(allergy);
        } else if (resource instanceof Flag flag) {
            row("Allergies and warnings", wording.of(flag.getCode()), "", wording.code(flag.getStatusElement()));
        } else if (resource instanceof Encounter encounter) {
            show(encounter);
        } else if (resource instanceof Condition condition) {
            row(
                    "Problems",
                    wording.of(condition.getCode()),
                    wording.join(
                            ", ",
                            wording.of(condition.getClinicalStatus()),
                            wording.of(condition.getVerificationStatus())),
                    wording.of(condition.hasOnset() ? condition.getOnset() : condition.getRecordedDateElement()));
        } else if (resource instanceof Observation observation) {
            show(observation);
        } else if (resource instanceof DiagnosticReport report) {
            row(
                    "Reports and letters",
                    wording.of(report.getCode()),
                    wording.code(report.getStatusElement()),
                    wording.of(report.hasEffective() ? report.getEffective() : report.getIssuedElement()),
                    report.hasConclusion() ? report.getConclusion() : "");
        } else if (resource instanceof DocumentReference document) {
            show(document);
        } else if (resource instanceof Procedure procedure) {
            row(
                    "Procedures and vaccinations",
                    wording.of(procedure.getCode()),
                    wording.code(procedure.getStatusElement()),
                    wording.of(procedure.getPerformed()));
        } else if (resource instanceof Immunization immunization) {
            row(
                    "Procedures and vaccinations",
                    wording.of(immunization.getVaccineCode()),
                    wording.code(immunization.getStatusElement()),
                    wording.of(immunization.getOccurrence()));
        } else if (resource instanceof Appointment appointment) {
            show(appointment);
        } else if (resource instanceof ServiceRequest request) {
            String what = wording.of(request.getCode());
            row(
                    "Requests",
                    what.isBlank() ? "Request" : what,
                    wording.join(
                            ", ", wording.code(request.getStatusElement()), wording.code(request.getPriorityElement())),
                    wording.of(request.hasOccurrence() ? request.getOccurrence() : request.getAuthoredOnElement()));
        } else if (resource instanceof RelatedPerson related) {
            row(
                    "People to contact",
                    wording.names(related.getName()),
                    related.getRelationship().stream().map(wording::of).collect(Collectors.joining(", ")),
                    wording.join(
                            "\n", wording.telecoms(related.getTelecom()), wording.addresses(related.getAddress())));
        } else if (!showMedicine(resource) && !(resource instanceof MessageHeader)) {
            rest.merge(resource.fhirType(), 1, Integer::sum);
        }
    }

    private void show(Patient patient) {
        String name = wording.names(patient.getName());
        String title = persons++ == 0 ? PERSON : OTHERS;
        if (persons == 1) {
            person = Optional.of(name).filter(n -> !n.isBlank());
        } else if (persons == 2) {
            notices.add("This record names more than one person.");
        }
        row(title, "Name", name);
        patient.getIdentifier().forEach(identifier -> {
            boolean nhs = NHS_NUMBER.equals(identifier.getSystem());
            String value = identifier.hasValue() ? identifier.getValue() : "";
            line(
                    title,
                    nhs ? "NHS number" : "Number" + wording.of(identifier.getAssigner(), " of "),
                    nhs ? Wording.grouped(value) : value);
        });
        line(title, "Born", wording.of(patient.getBirthDateElement()));
        line(title, "Sex", wording.code(patient.getGenderElement()));
        if (patient.hasDeceasedDateTimeType()) {
            notices.add(died(name) + ": " + wording.of(patient.getDeceased()) + ".");
        } else if (patient.hasDeceasedBooleanType()
                && patient.getDeceasedBooleanType().booleanValue()) {
            notices.add(died(name) + ".");
        }
        line(title, "Address", wording.addresses(patient.getAddress()));
        line(title, "Telephone and mail", wording.telecoms(patient.getTelecom()));
        line(
                title,
                "General practitioner",
                patient.getGeneralPractitioner().stream().map(wording::of).collect(Collectors.joining("\n")));
        patient.getContact()
                .forEach(contact -> row(
                        "People to contact",
                        wording.of(contact.getName()),
                        contact.getRelationship().stream().map(wording::of).collect(Collectors.joining(", ")),
                        wording.join("\n", wording.telecoms(contact.getTelecom()), wording.of(contact.getAddress()))));
    }

    private String died(String name) {
        return persons == 1 ? "This person has died" : (name.isBlank() ? "Another person" : name) + " has died";
    }

    private void show(AllergyIntolerance allergy) {
        String reactions = allergy.getReaction().stream()
                .map(reaction -> wording.join(
                        ", ",
                        reaction.getManifestation().stream().map(wording::of).collect(Collectors.joining(", ")),
                        wording.code(reaction.getSeverityElement()),
                        reaction.hasDescription() ? reaction.getDescription() : ""))
                .collect(Collectors.joining("\n"));
        row(
                "Allergies and warnings",
                wording.of(allergy.getCode()),
                wording.join(
                        "\n",
                        reactions,
                        allergy.hasCriticality()
                                ? "criticality: " + wording.code(allergy.getCriticalityElement())
                                : ""),
                wording.join(
                        ", ", wording.of(allergy.getClinicalStatus()), wording.of(allergy.getVerificationStatus())));
    }

    private void show(Encounter encounter) {
        String title = "Stay or visit";
        String status = encounter.getStatus() == Encounter.EncounterStatus.UNKNOWN
                ? ""
                : wording.code(encounter.getStatusElement());
        line(title, "Kind", wording.join(", ", wording.of(encounter.getClass_()), status));
        line(title, "When", wording.of(encounter.getPeriod()));
        line(
                title,
                "Where",
                encounter.getLocation().stream()
                        .map(place -> wording.join(
                                ", ",
                                wording.of(place.getLocation()),
                                wording.code(place.getStatusElement()),
                                wording.of(place.getPeriod())))
                        .collect(Collectors.joining("\n")));
        line(title, "Service", wording.of(encounter.getServiceType()));
        line(title, "Why", encounter.getReasonCode().stream().map(wording::of).collect(Collectors.joining("\n")));
        line(
                title,
                "People",
                encounter.getParticipant().stream()
                        .map(who -> wording.join(
                                ": ",
                                who.getType().stream()
                                        .map(wording::of)
                                        .map(part -> PARTS.getOrDefault(part, part))
                                        .collect(Collectors.joining(", ")),
                                wording.of(who.getIndividual())))
                        .collect(Collectors.joining("\n")));
        line(title, "Left for", wording.of(encounter.getHospitalization().getDischargeDisposition()));
    }

    private void show(Observation observation) {
        List<String> remarks = new ArrayList<>();
        observation.getInterpretation().forEach(interpretation -> remarks.add(wording.of(interpretation)));
        if (observation.getStatus() != Observation.ObservationStatus.FINAL) {
            remarks.add(wording.code(observation.getStatusElement()));
        }
        observation.getNote().forEach(note -> remarks.add(note.getText()));
        row(
                "Results",
                wording.of(observation.getCode()),
                observation.hasValue()
                        ? wording.of(observation.getValue())
                        : wording.of(observation.getDataAbsentReason()),
                observation.getReferenceRange().stream().map(wording::of).collect(Collectors.joining("\n")),
                String.join("\n", remarks));
        observation
                .getComponent()
                .forEach(part -> row(
                        "Results",
                        wording.join(": ", wording.of(observation.getCode()), wording.of(part.getCode())),
                        part.hasValue() ? wording.of(part.getValue()) : wording.of(part.getDataAbsentReason()),
                        part.getReferenceRange().stream().map(wording::of).collect(Collectors.joining("\n")),
                        part.getInterpretation().stream().map(wording::of).collect(Collectors.joining(", "))));
    }

    private boolean showMedicine(Resource resource) {
        if (resource instanceof MedicationRequest request) {
            medicine(
                    wording.of(request.getMedication()),
                    request.getDosageInstruction().stream().map(wording::of).collect(Collectors.joining("\n")),
                    wording.join(", ", "prescribed", wording.code(request.getStatusElement())));
        } else if (resource instanceof MedicationStatement statement) {
            medicine(
                    wording.of(statement.getMedication()),
                    statement.getDosage().stream().map(wording::of).collect(Collectors.joining("\n")),
                    wording.code(statement.getStatusElement()));
        } else if (resource instanceof MedicationDispense dispense) {
            medicine(
                    wording.of(dispense.getMedication()),
                    dispense.getDosageInstruction().stream().map(wording::of).collect(Collectors.joining("\n")),
                    wording.join(", ", "handed out", wording.code(dispense.getStatusElement())));
        } else if (resource instanceof MedicationAdministration given) {
            medicine(
                    wording.of(given.getMedication()),
                    wording.join(
                            "\n",
                            given.getDosage().hasText() ? given.getDosage().getText() : "",
                            wording.of(given.getDosage().getDose()),
                            wording.of(given.getEffective())),
                    wording.join(
                            ", ",
                            given.getStatus() == MedicationAdministration.MedicationAdministrationStatus.NOTDONE
                                    ? "not given"
                                    : "given",
                            wording.code(given.getStatusElement())));
        } else {
            return false;
        }
        return true;
    }

    private void medicine(String medicine, String dosage, String state) {
        row("Medicines", medicine, dosage, state);
    }

    private void show(Appointment appointment) {
        String what = wording.join(
                ", ",
                appointment.getServiceType().stream().map(wording::of).collect(Collectors.joining(", ")),
                wording.of(appointment.getAppointmentType()),
                appointment.getReasonCode().stream().map(wording::of).collect(Collectors.joining(", ")),
                appointment.hasDescription() ? appointment.getDescription() : "");
        row(
                "Appointments",
                what.isBlank() ? "Appointment" : what,
                wording.code(appointment.getStatusElement()),
                wording.join(
                        " to ", wording.of(appointment.getStartElement()), wording.of(appointment.getEndElement())),
                appointment.getParticipant().stream()
                        .map(participant -> wording.of(participant.getActor()))
                        .filter(text -> !text.isBlank())
                        .distinct()
                        .collect(Collectors.joining("\n")));
    }

    private void show(DocumentReference document) {
        List<Attachment> attachments = document.getContent().stream()
                .map(DocumentReference.DocumentReferenceContentComponent::getAttachment)
                .toList();
        if (attachments.stream().anyMatch(attachment -> ORIGINAL.equals(attachment.getContentType()))) {
            rest.merge("message as it was received", 1, Integer::sum);
            return;
        }
        String title = wording.of(document.getType());
        List<String> contents = new ArrayList<>();
        for (Attachment attachment : attachments) {
            Optional<String> text = text(attachment);
            text.ifPresent(t -> texts.add(new Text(title.isBlank() ? "Document" : title, t)));
            contents.add(text.isPresent() ? "below" : wording.join(" ", attachment.getContentType(), ELSEWHERE));
        }
        row(
                "Reports and letters",
                title.isBlank() ? "Document" : title,
                document.getStatus() == DocumentReferenceStatus.CURRENT
                        ? ""
                        : wording.code(document.getStatusElement()),
                wording.of(document.getDateElement()),
                String.join("\n", contents));
    }

    /** What a text attachment says; empty if it is no plain text or is not here. */
    private Optional<String> text(Attachment attachment) {
        if (attachment.getContentType() == null || !attachment.getContentType().startsWith("text/plain")) {
            return Optional.empty();
        }
        byte[] data = attachment.getData();
        if (data == null && resources.get(attachment.getUrl()) instanceof Binary binary) {
            data = binary.getData();
        }
        return Optional.ofNullable(data)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .map(text -> text.length() > LONGEST_TEXT
                        ? text.substring(0, LONGEST_TEXT) + "\n… (the rest is " + ELSEWHERE + ")"
                        : text);
    }
}
