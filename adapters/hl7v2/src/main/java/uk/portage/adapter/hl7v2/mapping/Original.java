package uk.portage.adapter.hl7v2.mapping;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.SourceDocument;

/** The message itself, as Binary and DocumentReference: what a loss is a loss against. */
final class Original {

    /** As IHE names it; HL7 v2 has no registered media type. */
    private static final String MEDIA_TYPE = "x-application/hl7-v2+er7";

    private Original() {}

    static DocumentReference attach(SourceDocument document, Optional<Patient> patient, TargetBundle target) {
        Binary binary = target.add(new Binary(), "original");
        binary.setContentType(MEDIA_TYPE);
        binary.setDataElement(TargetBundle.base64(document.bytes()));
        DocumentReference reference = target.add(new DocumentReference(), "original");
        reference.setMasterIdentifier(
                new Identifier().setSystem(Systems.DOCUMENT_HASH).setValue(target.documentHash()));
        reference.setStatus(DocumentReferenceStatus.CURRENT);
        reference.setType(new CodeableConcept().setText("HL7 v2 message as received"));
        patient.ifPresent(p -> reference.setSubject(TargetBundle.to(p)));
        reference
                .addContent()
                .setAttachment(new Attachment()
                        .setContentType(MEDIA_TYPE)
                        .setUrl(TargetBundle.to(binary).getReference())
                        .setSize(document.size())
                        .setHashElement(TargetBundle.base64(sha1(document.bytes()))));
        return reference;
    }

    /** FHIR R4 defines Attachment.hash as SHA-1; the identifier holds SHA-256. */
    private static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
