package uk.portage.adapter.hl7v2.mapping;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Hd;
import uk.portage.adapter.hl7v2.datatype.Nm;
import uk.portage.adapter.hl7v2.datatype.Pl;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xad;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.datatype.Xon;
import uk.portage.adapter.hl7v2.datatype.Xpn;
import uk.portage.adapter.hl7v2.datatype.Xtn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.spi.LossKind;

/**
 * The fields of a segment that FHIR and UK Core have no element for but a reader in social care may need: each an
 * extension of ours, {@code https://portage.uk/fhir/StructureDefinition/...}.
 */
final class FieldTable {

    private enum Kind {
        CODE,
        TEXT,
        DATE_TIME,
        NUMBER,
        PERSON,
        IDENTIFIER,
        ENTITY,
        ORGANISATION,
        LOCATION,
        AUTHORITY,
        NAME,
        NAMED_PERSON,
        ADDRESS,
        TELECOM,
        QUANTITY,
        PERIOD
    }

    /**
     * @param name the last part of the extension's URL
     * @param system of a code without one of its own; empty if it is the sender's
     */
    record Row(int field, Kind kind, String name, String system) {}

    private final List<Row> rows;

    private FieldTable(List<Row> rows) {
        this.rows = rows;
    }

    static FieldTable of(Row... rows) {
        return new FieldTable(List.of(rows));
    }

    /** A code of a table, for example {@code 0220} of HL7 or {@code ZU051} of ITK. */
    static Row code(int field, String name, String table) {
        return new Row(field, Kind.CODE, name, Systems.table(table));
    }

    /** A code of a table that every sender makes for itself. */
    static Row localCode(int field, String name) {
        return new Row(field, Kind.CODE, name, "");
    }

    /** @param system its URI; empty if it is the sender's */
    static Row codeOf(int field, String name, String system) {
        return new Row(field, Kind.CODE, name, system);
    }

    static Row text(int field, String name) {
        return new Row(field, Kind.TEXT, name, "");
    }

    static Row dateTime(int field, String name) {
        return new Row(field, Kind.DATE_TIME, name, "");
    }

    static Row number(int field, String name) {
        return new Row(field, Kind.NUMBER, name, "");
    }

    static Row person(int field, String name) {
        return new Row(field, Kind.PERSON, name, "");
    }

    static Row identifier(int field, String name) {
        return new Row(field, Kind.IDENTIFIER, name, "");
    }

    /** An EI, as equipment and orders have. */
    static Row entity(int field, String name) {
        return new Row(field, Kind.ENTITY, name, "");
    }

    static Row organisation(int field, String name) {
        return new Row(field, Kind.ORGANISATION, name, "");
    }

    static Row location(int field, String name) {
        return new Row(field, Kind.LOCATION, name, "");
    }

    /** An HD that names no organisation of its own. */
    static Row authority(int field, String name) {
        return new Row(field, Kind.AUTHORITY, name, "");
    }

    /** An XPN: the name of somebody who is not a health professional. */
    static Row name(int field, String name) {
        return new Row(field, Kind.NAME, name, "");
    }

    /** An NDL: a health professional, when and where. */
    static Row namedPerson(int field, String name) {
        return new Row(field, Kind.NAMED_PERSON, name, "");
    }

    static Row address(int field, String name) {
        return new Row(field, Kind.ADDRESS, name, "");
    }

    static Row telecom(int field, String name) {
        return new Row(field, Kind.TELECOM, name, "");
    }

    /** A CQ: a number with its unit. */
    static Row quantity(int field, String name) {
        return new Row(field, Kind.QUANTITY, name, "");
    }

    /** A DR. */
    static Row period(int field, String name) {
        return new Row(field, Kind.PERIOD, name, "");
    }

    /** Puts every populated field of the table onto the resource. */
    void carry(Segment segment, DomainResource resource, TargetBundle target) {
        carry(segment, resource::addExtension, target);
    }

    /**
     * The populated fields of a segment that may repeat, and the removals it asks for, held together by one extension;
     * empty if there are none.
     *
     * @param name the last part of that extension's URL
     */
    Optional<Extension> group(String name, Segment segment, TargetBundle target) {
        Extension group = Extensions.own(name);
        carry(segment, group::addExtension, target);
        for (String path : segment.removals()) {
            group.addExtension(Extensions.removal(path));
        }
        return group.hasExtension() ? Optional.of(group) : Optional.empty();
    }

    /** Puts every populated field of the table where {@code carrier} puts an extension. */
    void carry(Segment segment, Consumer<Extension> carrier, TargetBundle target) {
        int last = segment.fieldCount();
        for (Row row : rows) {
            if (row.field() > last) {
                continue;
            }
            for (Element repetition : segment.repetitions(row.field())) {
                if (row.kind() == Kind.TELECOM) {
                    Xtn.contactPoints(repetition, target, null)
                            .forEach(point -> carrier.accept(Extensions.own(row.name(), point)));
                } else {
                    extension(row, repetition, target).ifPresent(carrier);
                }
            }
        }
    }

    private static Optional<Extension> extension(Row row, Element element, TargetBundle target) {
        Optional<? extends Type> value = switch (row.kind()) {
            case CODE -> Cwe.concept(element, target, system(row, target));
            case TEXT -> Optional.of(new StringType(element.verbatim()));
            case DATE_TIME -> Ts.dateTime(element, target);
            case NUMBER -> number(element);
            case PERSON -> Xcn.reference(element, target);
            case IDENTIFIER -> Cx.identifier(element, target);
            case ENTITY -> Cx.entity(element, target);
            case ORGANISATION -> Xon.organization(element, target).map(TargetBundle::to);
            case LOCATION -> Pl.location(element, target).map(TargetBundle::to);
            case AUTHORITY ->
                Optional.of(Hd.of(element)).filter(hd -> !hd.isEmpty()).map(Hd::reference);
            case NAME -> Xpn.name(element, target);
            case NAMED_PERSON -> Xcn.named(element, target);
            case ADDRESS -> Xad.address(element, target);
            case TELECOM -> Optional.empty();
            case QUANTITY -> Spm.quantity(element, target);
            case PERIOD -> Ts.range(element, target);
        };
        return value.filter(v -> !v.isEmpty()).map(v -> Extensions.own(row.name(), v));
    }

    private static String system(Row row, TargetBundle target) {
        return row.system().isEmpty() ? target.localSystem("code-system", row.name()) : row.system();
    }

    /** NM as sent; digits that a decimal does not hold stay as text. */
    private static Optional<Type> number(Element element) {
        String text = element.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<BigDecimal> number = Nm.decimal(text);
        if (number.isPresent()) {
            if (!Nm.isPlain(text)) {
                element.part(1).lose(LossKind.COARSER);
            }
            return Optional.of(new DecimalType(number.get()));
        }
        element.lose(LossKind.TEXT_ONLY);
        return Optional.of(new StringType(text));
    }
}
