package uk.portage.adapter.fhir.r4.mapping;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import uk.portage.adapter.fhir.r4.reader.SourceElement;
import uk.portage.adapter.spi.Envelope;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;

/** What a bundle says of itself (FHIR R4, bundle.html, messaging.html and documents.html). */
public final class Header {

    static final String ODS = "https://fhir.nhs.uk/Id/ods-organization-code";

    private static final Set<String> TYPES = Set.of("message", "document", "transaction", "batch", "collection");
    private static final String TEST = "HTEST";

    private Header() {}

    /** A bundle's envelope, or why there is none. */
    public sealed interface Outcome {}

    /** @param person whom the bundle is about */
    public record Known(Envelope envelope, Person person) implements Outcome {}

    public record Refused(FailureCode code, SourcePath where) implements Outcome {}

    /** Reads only what stands in the bundle; nothing here is verified. */
    public static Outcome of(SourceElement bundle, SourceDocument document) {
        if (!bundle.resourceType().equals("Bundle")) {
            return new Refused(FailureCode.UNSUPPORTED_TYPE, bundle.path());
        }
        String type = bundle.text("type");
        if (!TYPES.contains(type)) {
            return new Refused(
                    type.isEmpty() ? FailureCode.MISSING_REQUIRED : FailureCode.UNSUPPORTED_TYPE,
                    bundle.first("type").map(SourceElement::path).orElse(new SourcePath("Bundle.type")));
        }
        Entries entries = new Entries(bundle);
        Optional<SourceElement> unknown = entries.unknownResource();
        if (unknown.isPresent()) {
            return new Refused(FailureCode.INVALID_VALUE, unknown.get().path());
        }
        Person.Outcome person = Person.of(entries);
        if (person instanceof Person.Refused refused) {
            return new Refused(refused.code(), refused.where());
        }
        Person known = ((Person.Known) person).person();
        Optional<SourceElement> header = entries.ofType("MessageHeader").findFirst();
        Optional<SourceElement> composition = entries.ofType("Composition").findFirst();
        Envelope envelope = new Envelope(
                "Bundle-" + type,
                Purpose.of(header, composition, entries),
                businessId(bundle, header, document),
                header.map(h -> firstOf(h.text("source", "name"), h.text("source", "endpoint")))
                        .orElse(""),
                header.flatMap(h -> odsCode(h.first("sender"), entries))
                        .or(() -> header.flatMap(h -> odsCode(h.first("responsible"), entries)))
                        .or(() -> composition.flatMap(c -> odsCode(c.first("custodian"), entries)))
                        .orElse(""),
                header.flatMap(h -> odsCode(h.first("destination", "receiver"), entries))
                        .orElse(""),
                instant(bundle.text("timestamp")).or(() -> composition.flatMap(c -> instant(c.text("date")))),
                known.identifier(),
                known.otherIdentifiers(),
                known.changesIdentity(),
                Optional.empty(),
                isTest(bundle, header));
        return new Known(envelope, known);
    }

    /**
     * The sender's own id of this bundle. One that has none is known by its bytes: sent again unaltered, it is the same.
     */
    private static String businessId(SourceElement bundle, Optional<SourceElement> header, SourceDocument document) {
        return Stream.of(
                        bundle.text("identifier", "value"),
                        header.map(h -> h.text("id")).orElse(""),
                        bundle.text("id"))
                .filter(id -> !id.isBlank())
                .findFirst()
                .orElseGet(() -> "sha256:" + document.sha256());
    }

    /** The ODS code of an organisation that is referred to: by its identifier, or by a resource of the bundle. */
    private static Optional<String> odsCode(Optional<SourceElement> reference, Entries entries) {
        return reference.flatMap(r -> r.first("identifier")
                .filter(i -> i.text("system").equals(ODS))
                .map(i -> i.text("value"))
                .or(() -> entries.resolve(r)
                        .flatMap(organisation -> organisation
                                .all("identifier")
                                .filter(i -> i.text("system").equals(ODS))
                                .map(i -> i.text("value"))
                                .findFirst())));
    }

    private static boolean isTest(SourceElement bundle, Optional<SourceElement> header) {
        return Stream.concat(Stream.of(bundle), header.stream())
                .flatMap(resource -> resource.first("meta").stream())
                .flatMap(meta -> meta.all("security"))
                .anyMatch(label -> label.text("code").equals(TEST));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.indexOf('T') < 0
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException notAMoment) {
            return Optional.empty();
        }
    }

    private static String firstOf(String one, String other) {
        return one.isEmpty() ? other : one;
    }
}
