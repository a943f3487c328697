package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.localCode;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationReferenceRangeComponent;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Observation.ObservationStatusEnumFactory;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Type;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Nm;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xad;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.datatype.Xon;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** OBX as Observation. */
final class Obx {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation";

    private static final FieldTable TABLE = FieldTable.of(
            text(4, "observation-sub-id"),
            number(9, "probability"),
            code(10, "nature-of-abnormal-test", "0080"),
            dateTime(12, "reference-range-effective"),
            text(13, "access-checks"),
            entity(18, "equipment"),
            dateTime(19, "analysis-time"),
            code(22, "mood", "0725"),
            person(25, "performing-medical-director"),
            code(26, "results-release-category", "0909"),
            code(27, "root-cause", "0914"),
            code(28, "local-process-control", "0915"),
            code(29, "observation-type", "0936"),
            code(30, "observation-sub-type", "0937"),
            code(31, "observation-action", "0206"),
            localCode(32, "value-absent-reason"),
            text(33, "related-specimen"));

    private Obx() {}

    /** @param scope what the observation belongs to */
    static Observation observation(Segment obx, Results.Scope scope, TargetBundle target) {
        Observation observation = target.add(new Observation(), obx.path());
        observation.getMeta().addProfile(PROFILE);
        observation.setSubject(TargetBundle.to(scope.patient()));
        scope.encounter().ifPresent(e -> observation.setEncounter(TargetBundle.to(e)));
        observation.setStatusElement(status(obx.field(11), target));
        observation.setCode(Cwe.concept(obx.field(3), target, target.localSystem("code-system", ""))
                .orElseGet(Obx::unknownCode));
        value(obx, observation, scope, target);
        for (Element flag : obx.repetitions(8)) {
            Cwe.mapped(flag, target, CodeMapNames.ABNORMAL_FLAG, Systems.table("0078"))
                    .ifPresent(observation::addInterpretation);
        }
        referenceRange(obx, observation);
        Ts.dateTime(obx.field(14), target).ifPresent(observation::setEffective);
        if (!observation.hasEffective()) {
            scope.observedAt().ifPresent(time -> observation.setEffective(time.copy()));
        }
        performers(obx, observation, target);
        methods(obx, observation, target);
        Cwe.concept(obx.field(20), target, Systems.table("0163")).ifPresent(observation::setBodySite);
        Cx.entity(obx.field(21), target).ifPresent(observation::addIdentifier);
        TABLE.carry(obx, observation, target);
        target.carryRemovals(obx, observation);
        return observation;
    }

    /** Observation.code must be there. */
    static CodeableConcept unknownCode() {
        CodeableConcept code = new CodeableConcept();
        code.addExtension(Extensions.absent("unknown"));
        return code;
    }

    private static Enumeration<ObservationStatus> status(Element code, TargetBundle target) {
        Enumeration<ObservationStatus> element =
                new Enumeration<>(new ObservationStatusEnumFactory(), ObservationStatus.UNKNOWN);
        return Cwe.closed(
                        code,
                        target,
                        CodeMapNames.OBSERVATION_STATUS,
                        Systems.table("0085"),
                        ObservationStatus::fromCode)
                .map(status -> status.onto(element, element::addExtension))
                .orElse(element);
    }

    /** One value is the observation's own; of several, each is a component of the same code. */
    private static void value(Segment obx, Observation observation, Results.Scope scope, TargetBundle target) {
        List<Element> repetitions = obx.repetitions(5);
        String type = ObxValue.type(obx);
        if (type.equals("ED") || type.equals("RP")) {
            for (Element data : repetitions) {
                ObxDocument.attach(data, type, observation, scope, target);
            }
        } else if (ObxValue.isText(type)) {
            ObxValue.text(obx).ifPresent(observation::setValue);
        } else {
            List<Type> values = new ArrayList<>(1);
            for (Element repetition : repetitions) {
                ObxValue.of(type, repetition, obx.field(6), target).ifPresent(values::add);
            }
            if (values.size() == 1) {
                observation.setValue(values.get(0));
            } else {
                for (Type value : values) {
                    observation
                            .addComponent()
                            .setCode(observation.getCode().copy())
                            .setValue(value);
                }
            }
        }
        if (!(observation.getValue() instanceof Quantity)) {
            Cwe.concept(obx.field(6), target, target.localSystem("code-system", "units"))
                    .ifPresent(units -> observation.addExtension(Extensions.own("units", units)));
        }
    }

    /** The text as sent, and its limits where it is plainly low to high. */
    private static void referenceRange(Segment obx, Observation observation) {
        for (Element range : obx.repetitions(7)) {
            String text = range.verbatim();
            ObservationReferenceRangeComponent component =
                    observation.addReferenceRange().setText(text);
            int hyphen = text.indexOf('-', 1);
            if (hyphen > 0) {
                Optional<Quantity> low = limit(text.substring(0, hyphen), observation);
                Optional<Quantity> high = limit(text.substring(hyphen + 1), observation);
                if (low.isPresent() && high.isPresent()) {
                    component.setLow(low.get()).setHigh(high.get());
                }
            }
        }
    }

    private static Optional<Quantity> limit(String text, Observation observation) {
        return Nm.decimal(text.strip()).map(number -> {
            Quantity limit = new Quantity().setValue(number);
            if (observation.getValue() instanceof Quantity value) {
                limit.setUnit(value.getUnit()).setSystem(value.getSystem()).setCode(value.getCode());
            }
            return limit;
        });
    }

    private static void performers(Segment obx, Observation observation, TargetBundle target) {
        for (Element observer : obx.repetitions(16)) {
            Xcn.reference(observer, target).ifPresent(observation::addPerformer);
        }
        for (Element producer : obx.repetitions(15)) {
            Xon.producer(producer, target).ifPresent(o -> observation.addPerformer(TargetBundle.to(o)));
        }
        for (Element performing : obx.repetitions(23)) {
            Optional<Organization> organization = Xon.organization(performing, target);
            if (organization.isPresent()) {
                observation.addPerformer(TargetBundle.to(organization.get()));
            }
        }
        for (Element address : obx.repetitions(24)) {
            Xad.address(address, target)
                    .ifPresent(a -> observation.addExtension(Extensions.own("performing-organisation-address", a)));
        }
    }

    private static void methods(Segment obx, Observation observation, TargetBundle target) {
        for (Element method : obx.repetitions(17)) {
            Cwe.concept(method, target, Systems.table("ZU021")).ifPresent(c -> {
                if (observation.hasMethod()) {
                    observation.addExtension(Extensions.own("further-method", c));
                } else {
                    observation.setMethod(c);
                }
            });
        }
    }
}
