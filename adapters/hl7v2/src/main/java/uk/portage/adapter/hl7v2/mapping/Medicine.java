package uk.portage.adapter.hl7v2.mapping;

import java.util.Optional;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import uk.portage.adapter.hl7v2.datatype.Cwe;
import uk.portage.adapter.hl7v2.reader.Element;
import uk.portage.adapter.hl7v2.target.Systems;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/**
 * The medicine that an order, a dispense or an administration is about: a code alone, and a Medication as soon as
 * more is told of it than a code, for example its form, batch or ingredients.
 */
final class Medicine {

    private static final String PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Medication";

    private final CodeableConcept code;
    private final String origin;
    private final Consumer<Type> place;
    private final TargetBundle target;
    private Optional<Medication> medication = Optional.empty();

    /** @param place where the medicine is named: {@code medication[x]} */
    Medicine(Element code, Consumer<Type> place, TargetBundle target) {
        this.code = Cwe.concept(code, target, Systems.table("0292")).orElseGet(Obx::unknownCode);
        this.origin = code.segment().path().text();
        this.place = place;
        this.target = target;
        place.accept(this.code);
    }

    CodeableConcept code() {
        return code;
    }

    /** The Medication, which from now on stands for the code. */
    Medication more() {
        if (medication.isEmpty()) {
            Medication made = target.add(new Medication(), origin);
            made.getMeta().addProfile(PROFILE);
            made.setCode(code);
            Reference reference = TargetBundle.to(made);
            String name = code.hasText() ? code.getText() : Cwe.first(code).getDisplay();
            if (name != null) {
                reference.setDisplay(name);
            }
            place.accept(reference);
            medication = Optional.of(made);
        }
        return medication.get();
    }
}
