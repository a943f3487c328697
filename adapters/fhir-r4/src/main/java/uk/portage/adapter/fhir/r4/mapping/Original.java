package uk.portage.adapter.fhir.r4.mapping;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Date;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import uk.portage.adapter.fhir.r4.reader.Reading;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.adapter.spi.SourceDocument;

/**
 * The document as it was sent, as Binary and DocumentReference, and the Provenance that ties it to what was made of it.
 * Only where something is lost: a bundle that carries everything is its own original.
 */
final class Original {

    private static final String DOCUMENT_HASH = "https://portage.uk/Id/sha-256";

    private Original() {}

    static void attach(SourceDocument document, Reading.Encoding encoding, Bundle bundle) {
        String mediaType = encoding == Reading.Encoding.JSON ? "application/fhir+json" : "application/fhir+xml";
        Binary binary = new Binary();
        binary.setContentType(mediaType);
        binary.setData(document.bytes());
        String binaryUrl = add(binary, document, bundle);
        DocumentReference reference = new DocumentReference();
        reference.setMasterIdentifier(new Identifier().setSystem(DOCUMENT_HASH).setValue(document.sha256()));
        reference.setStatus(DocumentReferenceStatus.CURRENT);
        reference.setType(new CodeableConcept().setText("FHIR R4 bundle as received"));
        reference
                .addContent()
                .setAttachment(new Attachment()
                        .setContentType(mediaType)
                        .setUrl(binaryUrl)
                        .setSize(document.size())
                        .setHash(sha1(document.bytes())));
        String referenceUrl = add(reference, document, bundle);
        Provenance provenance = new Provenance();
        provenance.addTarget(new Reference(bundle.getEntryFirstRep().getFullUrl()));
        provenance.setRecordedElement(recorded(bundle));
        provenance
                .addAgent()
                .setType(new CodeableConcept(new Coding(
                        "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "assembler", "Assembler")))
                .setWho(new Reference().setDisplay("Portage"));
        provenance.addEntity().setRole(ProvenanceEntityRole.SOURCE).setWhat(new Reference(referenceUrl));
        add(provenance, document, bundle);
    }

    /** Provenance.recorded must be there, and a translator has no clock: the bundle's own time, or unknown. */
    private static InstantType recorded(Bundle bundle) {
        if (bundle.hasTimestamp()) {
            return new InstantType(bundle.getTimestampElement().getValueAsString());
        }
        InstantType unknown = new InstantType((Date) null);
        unknown.addExtension("http://hl7.org/fhir/StructureDefinition/data-absent-reason", new CodeType("unknown"));
        return unknown;
    }

    private static String add(Resource resource, SourceDocument document, Bundle bundle) {
        String id =
                DerivedId.of(document.sha256(), resource.fhirType(), "original").toString();
        String url = "urn:uuid:" + id;
        resource.setId(id);
        BundleEntryComponent entry = bundle.addEntry().setFullUrl(url).setResource(resource);
        if (bundle.getType() == BundleType.TRANSACTION || bundle.getType() == BundleType.BATCH) {
            entry.getRequest().setMethod(HTTPVerb.PUT).setUrl(resource.fhirType() + "/" + id);
        }
        return url;
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
