package uk.portage.adapter.spi;

import java.util.List;
import org.hl7.fhir.r4.model.Bundle;

/** The outcome of translating one document. */
public sealed interface Translation {

    /**
     * @param bundle the FHIR R4 bundle, with absolute full URLs and ids derived from document and path
     * @param losses every populated source element that the bundle does not carry as itself
     * @param findings what was carried but deserves attention
     * @param rightPerson true if the record names its person by an NHS number that is well formed and verified
     */
    record Translated(Bundle bundle, List<Loss> losses, List<Finding> findings, boolean rightPerson)
            implements Translation {
        public Translated {
            losses = List.copyOf(losses);
            findings = List.copyOf(findings);
        }

        /** Counts only: a bundle holds a person's record. */
        @Override
        public String toString() {
            return "Translated[" + losses.size() + " losses, " + findings.size() + " findings]";
        }
    }

    record Refused(FailureCode code, List<SourcePath> where) implements Translation {
        public Refused {
            where = List.copyOf(where);
        }
    }
}
