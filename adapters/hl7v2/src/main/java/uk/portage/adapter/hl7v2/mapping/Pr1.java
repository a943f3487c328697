package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.entity;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.location;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.number;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import org.hl7.fhir.r4.model.StringType;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.datatype.Cx;
import uk.portage.adapter.hl7v2.datatype.Ts;
import uk.portage.adapter.hl7v2.datatype.Xcn;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.CodeMapNames;
import uk.portage.adapter.hl7v2.target.Extensions;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;
import uk.portage.adapter.hl7v2.type.MessageType;
import uk.portage.adapter.spi.CodeMaps;

/** PR1 as Procedure. */
final class Pr1 {

    static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Procedure";

    private static final FieldTable TABLE = FieldTable.of(
            number(7, "procedure-minutes"),
            code(9, "anaesthesia", "0019"),
            number(10, "anaesthesia-minutes"),
            code(13, "procedure-consent", "0059"),
            code(14, "procedure-priority", "0418"),
            code(16, "procedure-code-modifier", "0340"),
            code(17, "procedure-drg-type", "0416"),
            code(18, "tissue-type", "0417"),
            code(20, "procedure-action", "0206"),
            code(21, "procedure-drg-determination", "0761"),
            code(22, "procedure-drg-relevance", "0763"),
            location(23, "treating-unit"),
            code(24, "respiratory-within-surgery", "0136"),
            entity(25, "parent-procedure"));

    private Pr1() {}

    static Procedure procedure(
            Segment pr1, MessageType type, Patient patient, Optional<Encounter> encounter, TargetBundle target) {
        Procedure procedure = target.add(new Procedure(), pr1.path());
        procedure.getMeta().addProfile(PROFILE);
        procedure.setStatus(status(type.event()));
        procedure.setSubject(TargetBundle.to(patient));
        encounter.ifPresent(e -> procedure.setEncounter(TargetBundle.to(e)));
        procedureCode(pr1, procedure, target);
        Ts.dateTime(pr1.field(5), target).ifPresent(procedure::setPerformed);
        Cwe.concept(pr1.field(6), target, Systems.table("0230")).ifPresent(procedure::setCategory);
        performer(pr1, 11, "surgeon", procedure, target);
        performer(pr1, 8, "anaesthetist", procedure, target);
        performer(pr1, 12, "", procedure, target);
        for (Element reason : pr1.repetitions(15)) {
            Cwe.concept(reason, target, Systems.table("0051")).ifPresent(procedure::addReasonCode);
        }
        Cx.entity(pr1.field(19), target).ifPresent(procedure::addIdentifier);
        TABLE.carry(pr1, procedure, target);
        target.carryRemovals(pr1, procedure);
        return procedure;
    }

    /** Events before an admission tell of procedures to come, or that will not come; others of those that were done. */
    private static ProcedureStatus status(String event) {
        return switch (event) {
            case "A05", "A14" -> ProcedureStatus.PREPARATION;
            case "A27", "A38" -> ProcedureStatus.NOTDONE;
            default -> ProcedureStatus.COMPLETED;
        };
    }

    /** PR1-2 and PR1-4 are the coding system and the text of older versions of HL7 v2. */
    private static void procedureCode(Segment pr1, Procedure procedure, TargetBundle target) {
        String method = pr1.text(2);
        Optional<String> known = target.find(CodeMapNames.CODING_SYSTEM, method).map(CodeMaps.Target::code);
        Cwe.concept(pr1.field(3), target, known.orElse(Systems.table("0088"))).ifPresent(procedure::setCode);
        if (!method.isEmpty()) {
            procedure.addExtension(Extensions.own("source-coding-system", new StringType(method)));
        }
        String description = pr1.field(4).verbatim();
        if (!description.isEmpty()) {
            if (procedure.getCode().hasText()) {
                procedure.addExtension(Extensions.own("procedure-description", new StringType(description)));
            } else {
                procedure.getCode().setText(description);
            }
        }
    }

    private static void performer(Segment pr1, int field, String function, Procedure procedure, TargetBundle target) {
        for (Element xcn : pr1.repetitions(field)) {
            Xcn.reference(xcn, target).ifPresent(who -> {
                Procedure.ProcedurePerformerComponent performer =
                        procedure.addPerformer().setActor(who);
                if (!function.isEmpty()) {
                    performer.setFunction(new CodeableConcept().setText(function));
                }
            });
        }
    }
}
