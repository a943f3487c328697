package uk.portage.adapter.hl7v2.mapping;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Patient;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.SiteField;

/**
 * The fields of Z segments that a site has named: extensions like those of {@link FieldTable}, named {@code site-...}
 * so that they never stand for ours. What a site has not named stays a loss.
 */
final class SiteFields {

    private static final Pattern FIELD = Pattern.compile("(Z[A-Z0-9]{2})-([1-9]\\d{0,2})");

    private final Map<String, Map<SiteField.Subject, FieldTable>> tables = new HashMap<>();

    SiteFields(List<SiteField> fields) {
        Map<String, Map<SiteField.Subject, List<FieldTable.Row>>> rows = new HashMap<>();
        for (SiteField field : fields) {
            Matcher path = FIELD.matcher(field.element().text());
            if (path.matches()) {
                rows.computeIfAbsent(path.group(1), id -> new EnumMap<>(SiteField.Subject.class))
                        .computeIfAbsent(field.onto(), subject -> new ArrayList<>())
                        .add(row(Integer.parseInt(path.group(2)), field));
            }
        }
        rows.forEach((id, bySubject) -> {
            Map<SiteField.Subject, FieldTable> table = new EnumMap<>(SiteField.Subject.class);
            bySubject.forEach(
                    (subject, list) -> table.put(subject, FieldTable.of(list.toArray(FieldTable.Row[]::new))));
            tables.put(id, table);
        });
    }

    /** @param visit the encounter, or the patient if there is none */
    void carry(Segment segment, Patient patient, DomainResource visit, TargetBundle target) {
        tables.getOrDefault(segment.id(), Map.of())
                .forEach((subject, table) ->
                        table.carry(segment, subject == SiteField.Subject.PATIENT ? patient : visit, target));
    }

    private static FieldTable.Row row(int number, SiteField field) {
        String name = "site-" + field.name();
        return switch (field.kind()) {
            case CODE -> FieldTable.codeOf(number, name, field.system());
            case TEXT -> FieldTable.text(number, name);
            case DATE_TIME -> FieldTable.dateTime(number, name);
            case NUMBER -> FieldTable.number(number, name);
            case PERSON -> FieldTable.person(number, name);
            case IDENTIFIER -> FieldTable.identifier(number, name);
            case ORGANISATION -> FieldTable.organisation(number, name);
            case LOCATION -> FieldTable.location(number, name);
        };
    }
}
