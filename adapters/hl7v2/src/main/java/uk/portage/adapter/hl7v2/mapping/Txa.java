package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DocumentReference.DocumentRelationshipType;
import org.hl7.fhir.r4.model.DocumentReference.ReferredDocumentStatus;
import org.hl7.fhir.r4.model.DocumentReference.ReferredDocumentStatusEnumFactory;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatusEnumFactory;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.datatype.Xon;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.hl7v2.type.MessageType;
import uk.portage.adapter.spi.CodeMaps;

/** TXA as DocumentReference. What the document says, {@link Document} gathers from the OBX that follow. */
final class Txa {

    private static final FieldTable TABLE = FieldTable.of(
            code(3, "document-content-presentation", "0191"),
            person(5, "primary-activity-provider"),
            dateTime(7, "transcribed"),
            dateTime(8, "edited"),
            person(11, "transcriptionist"),
            text(16, "document-file-name"),
            code(20, "document-storage-status", "0275"),
            text(21, "document-change-reason"),
            person(23, "document-copies-to"),
            entity(24, "document-folder"),
            dateTime(26, "agreed-due-date"));

    private Txa() {}

    static DocumentReference document(
            Segment txa, MessageType type, Patient patient, Optional<Encounter> encounter, TargetBundle target) {
        DocumentReference document = target.add(new DocumentReference(), txa.path());
        document.setSubject(TargetBundle.to(patient));
        encounter.ifPresent(e -> document.getContext().addEncounter(TargetBundle.to(e)));
        Cx.entity(txa.field(12), target).ifPresent(document::setMasterIdentifier);
        status(txa, type.event(), document, target);
        Cwe.concept(txa.field(2), target, Systems.table("0270")).ifPresent(document::setType);
        relation(txa.field(13), type.event(), document, target);
        people(txa, document, target);
        // DocumentReference.date is an instant and so needs a time of day.
        Ts.instant(txa.field(6), target)
                .ifPresentOrElse(
                        document::setDateElement,
                        () -> Ts.dateTime(txa.field(6), target)
                                .ifPresent(date -> document.addExtension(Extensions.own("origination-date", date))));
        Ts.dateTime(txa.field(4), target)
                .ifPresent(time -> document.getContext().getPeriod().setStartElement(time));
        orders(txa, document, target);
        confidentiality(txa.field(18), document, target);
        String title = txa.field(25).verbatim();
        if (!title.isEmpty()) {
            document.setDescription(title);
        }
        Xon.facility(txa.field(27), target).ifPresent(creator -> document.setCustodian(TargetBundle.to(creator)));
        Cwe.concept(txa.field(28), target, target.localSystem("code-system", "specialty"))
                .ifPresent(document.getContext()::setPracticeSetting);
        if (document.getContext().isEmpty()) {
            document.setContext(null);
        }
        TABLE.carry(txa, document, target);
        target.carryRemovals(txa, document);
        return document;
    }

    /**
     * TXA-19 says whether the reference stands, TXA-17 how far the document is. A cancelled one is an error, whatever
     * they say.
     */
    private static void status(Segment txa, String event, DocumentReference document, TargetBundle target) {
        Enumeration<DocumentReferenceStatus> status =
                new Enumeration<>(new DocumentReferenceStatusEnumFactory(), DocumentReferenceStatus.CURRENT);
        Cwe.closed(
                        txa.field(19),
                        target,
                        CodeMapNames.DOCUMENT_AVAILABILITY,
                        Systems.table("0273"),
                        DocumentReferenceStatus::fromCode)
                .ifPresent(available -> available.onto(status, document::addExtension));
        Enumeration<ReferredDocumentStatus> completion = new Enumeration<>(new ReferredDocumentStatusEnumFactory());
        Cwe.closed(
                        txa.field(17),
                        target,
                        CodeMapNames.DOCUMENT_COMPLETION,
                        Systems.table("0271"),
                        ReferredDocumentStatus::fromCode)
                .ifPresent(how -> how.onto(completion, document::addExtension));
        switch (event) {
            case "T07", "T08" -> {
                if (completion.getValue() == ReferredDocumentStatus.FINAL) {
                    completion.setValue(ReferredDocumentStatus.AMENDED);
                }
            }
            case "T11" -> {
                status.setValue(DocumentReferenceStatus.ENTEREDINERROR);
                completion.setValue(ReferredDocumentStatus.ENTEREDINERROR);
            }
            default -> {}
        }
        document.setStatusElement(status);
        if (!completion.isEmpty()) {
            document.setDocStatusElement(completion);
        }
    }

    /** TXA-13, the parent document: the event says what it is to this one. */
    private static void relation(Element parent, String event, DocumentReference document, TargetBundle target) {
        Optional<Identifier> identifier = Cx.entity(parent, target);
        if (identifier.isEmpty()) {
            return;
        }
        Optional<DocumentRelationshipType> relation = switch (event) {
            case "T05", "T06" -> Optional.of(DocumentRelationshipType.APPENDS);
            case "T07", "T08", "T09", "T10" -> Optional.of(DocumentRelationshipType.REPLACES);
            default -> Optional.empty();
        };
        relation.ifPresentOrElse(
                code -> document.addRelatesTo()
                        .setCode(code)
                        .setTarget(new Reference().setType("DocumentReference").setIdentifier(identifier.get())),
                () -> document.addExtension(Extensions.own("parent-document", identifier.get())));
    }

    /** Who wrote it, and who vouches for it: whoever has signed, else whoever is to sign. */
    private static void people(Segment txa, DocumentReference document, TargetBundle target) {
        for (Element originator : txa.repetitions(9)) {
            Xcn.reference(originator, target).ifPresent(document::addAuthor);
        }
        for (Element signature : txa.repetitions(22)) {
            Xcn.signatory(signature, target).ifPresent(who -> authenticator(who, "further-authenticator", document));
            Ts.dateTime(signature.part(15), target)
                    .ifPresent(time -> document.addExtension(Extensions.own("authenticated", time)));
        }
        for (Element assigned : txa.repetitions(10)) {
            Xcn.reference(assigned, target).ifPresent(who -> authenticator(who, "assigned-authenticator", document));
        }
    }

    private static void authenticator(Reference who, String otherwise, DocumentReference document) {
        if (!document.hasAuthenticator()) {
            document.setAuthenticator(who);
        } else if (!document.getAuthenticator().getReference().equals(who.getReference())) {
            document.addExtension(Extensions.own(otherwise, who));
        }
    }

    private static void orders(Segment txa, DocumentReference document, TargetBundle target) {
        for (int field : new int[] {14, 15}) {
            for (Element ei : txa.repetitions(field)) {
                Obr.identifier(ei, field == 14 ? "PLAC" : "FILL", target)
                        .ifPresent(id -> document.getContext()
                                .addRelated(new Reference()
                                        .setType("ServiceRequest")
                                        .setIdentifier(id)));
            }
        }
    }

    /** A degree of confidentiality that nobody knows restricts. */
    private static void confidentiality(Element code, DocumentReference document, TargetBundle target) {
        Optional<CodeableConcept> label = Cwe.mapped(code, target, CodeMapNames.CONFIDENTIALITY, Systems.table("0272"));
        label.ifPresent(document::addSecurityLabel);
        String found = target.find(CodeMapNames.CONFIDENTIALITY, code.text())
                .map(CodeMaps.Target::code)
                .orElse("R");
        if (!code.text().isEmpty() && !found.equals("N")) {
            Sensitivity.restrict(code, found, document, target);
        }
    }
}
