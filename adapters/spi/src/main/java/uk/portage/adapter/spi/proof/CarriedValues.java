package uk.portage.adapter.spi.proof;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.TimeType;
import uk.portage.adapter.spi.CodeMaps;
import uk.portage.adapter.spi.ModelProperties;
import uk.portage.adapter.spi.SourceDocument;

/**
 * Every value a bundle carries, in notations that can be compared. Left out is what belongs to the bundle and not to
 * the record: ids, full URLs, references, profiles, extension URLs and the copy of the original.
 */
final class CarriedValues {

    /** A shorter value must be a whole element; a longer one may stand inside a text. */
    private static final int SHORTEST_PART = 4;

    private final byte[] original;
    private final Set<String> wholes = new HashSet<>();
    private final StringBuilder texts = new StringBuilder();
    private final TreeSet<String> dates = new TreeSet<>();
    private final Set<String> telephones = new HashSet<>();
    private final Set<String> decimals = new HashSet<>();
    private final Set<String> codings = new HashSet<>();
    private final Set<String> systems = new HashSet<>();
    private final Set<String> binaries = new HashSet<>();
    private String haystack = "";
    /** What was sought inside the texts before: documents repeat themselves, and texts are long. */
    private final Map<String, Boolean> parts = new HashMap<>();

    private CarriedValues(byte[] original) {
        this.original = original;
    }

    static CarriedValues of(Bundle bundle, SourceDocument document) {
        CarriedValues values = new CarriedValues(document.bytes());
        values.visitChildren(bundle);
        values.haystack = values.texts.toString();
        return values;
    }

    boolean holds(Leaf leaf, CodeMaps maps) {
        String value = leaf.value();
        String normal = Normal.text(value);
        if (normal.isEmpty()) {
            // Only white space: nothing that could be lost.
            return true;
        }
        return wholes.contains(normal)
                || systems.contains(value)
                || leaf.codeMap()
                        .flatMap(map -> maps.find(map, value))
                        .filter(this::holds)
                        .isPresent()
                || holdsDate(value)
                || Normal.telephone(value).filter(telephones::contains).isPresent()
                || Normal.decimal(value).filter(decimals::contains).isPresent()
                || (normal.length() >= SHORTEST_PART && parts.computeIfAbsent(normal, haystack::contains))
                || holdsBinary(value);
    }

    private boolean holds(CodeMaps.Target target) {
        return codings.contains(target.system() + "|" + target.code())
                || systems.contains(target.code())
                || wholes.contains(Normal.text(target.code()));
    }

    /** A date of less precision than the bundle's is held by it: HL7 v2 has minutes, FHIR asks for seconds. */
    private boolean holdsDate(String value) {
        Optional<String> digits = Normal.date(value);
        if (digits.isEmpty()) {
            return false;
        }
        if (digits.get().length() < 8) {
            return dates.contains(digits.get());
        }
        String next = dates.ceiling(digits.get());
        return next != null && next.startsWith(digits.get());
    }

    private boolean holdsBinary(String value) {
        if (binaries.isEmpty() || value.length() < 4) {
            return false;
        }
        return binaries.contains(value.replaceAll("\\s", ""))
                || bytesOfHex(value).filter(binaries::contains).isPresent();
    }

    private static Optional<String> bytesOfHex(String value) {
        try {
            return Optional.of(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(value.strip())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void visitChildren(Base parent) {
        for (Property property : ModelProperties.of(parent)) {
            if (!belongsToTheBundle(parent, property.getName())) {
                for (Base child : property.getValues()) {
                    visit(parent, property.getName(), child);
                }
            }
        }
    }

    private static boolean belongsToTheBundle(Base parent, String name) {
        return switch (name) {
            case "id", "fullUrl", "implicitRules", "profile", "resourceType" -> true;
            case "reference" -> parent instanceof Reference;
            case "url" -> parent instanceof Extension;
            default -> false;
        };
    }

    private void visit(Base parent, String name, Base child) {
        if (child instanceof Base64BinaryType binary) {
            binary(binary.getValue());
        } else if (child instanceof PrimitiveType<?> primitive) {
            primitive(parent, name, primitive);
        } else if (child instanceof Narrative narrative) {
            text(narrative.getDiv().allText());
            if (narrative.hasStatus()) {
                text(narrative.getStatus().toCode());
            }
            return;
        } else if (child instanceof Quantity quantity) {
            quantity(quantity);
        } else if (child instanceof Range range) {
            text(number(range.getLow()) + "-" + number(range.getHigh()));
        } else if (child instanceof Ratio ratio) {
            text(number(ratio.getNumerator()) + ":" + number(ratio.getDenominator()));
        } else if (child instanceof Coding coding && coding.hasCode()) {
            codings.add(coding.getSystem() + "|" + coding.getCode());
        }
        visitChildren(child);
    }

    private void primitive(Base parent, String name, PrimitiveType<?> primitive) {
        String value = primitive.getValueAsString();
        if (value == null || value.isEmpty()) {
            return;
        }
        if (name.equals("system") && (parent instanceof Coding || parent instanceof Identifier)) {
            systems.add(value);
            return;
        }
        if (primitive instanceof BaseDateTimeType || primitive instanceof TimeType) {
            String digits = primitive instanceof TimeType
                    ? value.replaceAll("[^0-9]", "")
                    : Normal.date(value).orElse("");
            dates.add(digits);
            if (primitive instanceof TimeType && digits.endsWith("00")) {
                // FHIR asks for seconds; a time of day to the minute is held by one with none.
                dates.add(digits.substring(0, digits.length() - 2));
            }
            wholes.add(Normal.text(value));
            return;
        }
        text(value);
    }

    private void text(String value) {
        String normal = Normal.text(value);
        if (normal.isEmpty()) {
            return;
        }
        wholes.add(normal);
        texts.append(normal).append('\n');
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            value.lines().map(Normal::text).forEach(wholes::add);
            // Repetitions are lines of one text, and one of them may hold a carriage return of its own.
            for (String line : value.split("\n", -1)) {
                wholes.add(Normal.text(line));
            }
        }
        Normal.telephone(value).ifPresent(telephones::add);
        Normal.decimal(value).ifPresent(decimals::add);
    }

    /** Quantity, with comparator and unit as people write them: {@code <5}, {@code <5mg}. */
    private void quantity(Quantity quantity) {
        String number = number(quantity);
        text(number);
        if (quantity.hasUnit()) {
            text(number + quantity.getUnit());
        }
    }

    private static String number(Quantity quantity) {
        if (!quantity.hasValue()) {
            return "";
        }
        String comparator = quantity.hasComparator() ? quantity.getComparator().toCode() : "";
        return comparator + quantity.getValueElement().getValueAsString();
    }

    private void binary(byte[] bytes) {
        if (bytes == null || isTheOriginal(bytes)) {
            return;
        }
        binaries.add(Base64.getEncoder().encodeToString(bytes));
        String decoded = new String(bytes, StandardCharsets.UTF_8);
        // A replacement character stands for bytes that are no text, unless it was written itself.
        boolean isText =
                decoded.indexOf('\uFFFD') < 0 || Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), bytes);
        if (isText && decoded.indexOf('\0') < 0) {
            text(decoded);
        }
    }

    /** The same bytes, or most of them: cut, reframed or in another character set. */
    private boolean isTheOriginal(byte[] bytes) {
        if (Arrays.equals(bytes, original)) {
            return true;
        }
        int head = Math.min(16, original.length);
        return head > 0
                && bytes.length >= original.length / 2
                && Arrays.equals(bytes, 0, Math.min(head, bytes.length), original, 0, head);
    }
}
