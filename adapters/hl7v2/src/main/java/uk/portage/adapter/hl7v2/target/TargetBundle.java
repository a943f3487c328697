package uk.portage.adapter.hl7v2.target;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.spi.CodeMaps;
import uk.portage.adapter.spi.DerivedId;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.SiteField;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.adapter.spi.TranslationContext;

/** The message bundle that one HL7 v2 message becomes, while it is being built. */
public final class TargetBundle {

    private static final String ID_ROOT = "https://portage.uk/Id/";
    private static final String URN = "urn:uuid:";

    private final String documentHash;
    private final TranslationContext context;
    private final Bundle bundle = new Bundle();
    private final Map<String, Resource> shared = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>(4);
    private boolean timeWithoutZoneFound;

    public TargetBundle(String documentHash, TranslationContext context) {
        this.documentHash = documentHash;
        this.context = context;
        bundle.setType(Bundle.BundleType.MESSAGE);
        bundle.setId(DerivedId.of(documentHash, "Bundle").toString());
    }

    public Bundle bundle() {
        return bundle;
    }

    public String documentHash() {
        return documentHash;
    }

    public ZoneId zone() {
        return context.zone();
    }

    public List<Finding> findings() {
        return findings;
    }

    /**
     * Gives the resource an id that follows from the document and the resource's origin, and puts it into the bundle.
     *
     * @param origin what the resource is made from; no two resources of a type have the same
     */
    public <R extends Resource> R add(R resource, String origin) {
        String id = DerivedId.of(documentHash, resource.fhirType(), origin).toString();
        resource.setId(id);
        bundle.addEntry().setFullUrl(URN + id).setResource(resource);
        return resource;
    }

    public <R extends Resource> R add(R resource, SourcePath origin) {
        return add(resource, origin.text());
    }

    /** A reference to a resource of this bundle. */
    public static Reference to(Resource resource) {
        return new Reference(URN + resource.getIdPart());
    }

    /**
     * The resource that was made for the same key before, or a new one: one person or place named in several fields is
     * one resource.
     */
    public <R extends Resource> R shared(Class<R> type, String key, Supplier<R> maker) {
        String typedKey = type.getSimpleName() + '\n' + key;
        Resource known = shared.get(typedKey);
        if (known != null) {
            return type.cast(known);
        }
        R made = maker.get();
        shared.put(typedKey, made);
        return made;
    }

    public Optional<CodeMaps.Target> find(String map, String code) {
        return context.codeMaps().find(map, code);
    }

    /** What the site says of elements that only its own systems know. */
    public List<SiteField> siteFields() {
        return context.siteFields();
    }

    public void finding(SourcePath path, Finding.Kind kind) {
        findings.add(new Finding(path, kind));
    }

    /** Feeds that send times without an offset do so in every field: the first is enough to know. */
    public void timeWithoutZone(SourcePath path) {
        if (!timeWithoutZoneFound) {
            timeWithoutZoneFound = true;
            finding(path, Finding.Kind.TIME_WITHOUT_ZONE);
        }
    }

    /** The explicit nulls of a segment, as requests to remove, on the resource the segment is mapped to. */
    public void carryRemovals(Segment segment, DomainResource resource) {
        for (String path : segment.removals()) {
            resource.addExtension(Extensions.removal(path));
        }
    }

    /**
     * The system of ids that only an authority within the sending organisation understands.
     *
     * @param kind what is identified, for example {@code local}
     * @param authority the authority's name as sent; may be empty
     */
    public String localSystem(String kind, String authority) {
        String scope = ID_ROOT + kind + '/' + encoded(context.organisation());
        return authority.isEmpty() ? scope : scope + '/' + encoded(authority);
    }

    /** Bytes as base64, encoded by the Java runtime: the library's own encoder sets 8 KB aside for each value. */
    public static Base64BinaryType base64(byte[] data) {
        Base64BinaryType base64 = new Base64BinaryType() {
            private static final long serialVersionUID = 1L;

            @Override
            protected String encode(byte @Nullable [] bytes) {
                return bytes == null ? "" : Base64.getEncoder().encodeToString(bytes);
            }
        };
        base64.setValue(data);
        return base64;
    }

    /** A URI as the sender wrote it, white space and control characters encoded. */
    public static String uri(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return "urn:x-portage:" + encoded(text);
            }
        }
        return text;
    }

    /** Percent-encoding of RFC 3986 for everything but unreserved characters. */
    public static String encoded(String text) {
        if (isUnreserved(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (isUnreserved(c)) {
                out.append(c);
            } else {
                out.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return out.toString();
    }

    private static boolean isUnreserved(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isUnreserved(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
