package uk.portage.adapter.hl7v2.mapping;

import static uk.portage.adapter.hl7v2.mapping.FieldTable.code;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.dateTime;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.identifier;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.person;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.telecom;
import static uk.portage.adapter.hl7v2.mapping.FieldTable.text;

import org.hl7.fhir.r4.model.Coverage;
import uk.portage.adapter.hl7v2.reader.Segment;
import uk.portage.adapter.hl7v2.target.TargetBundle;

/** IN3, what an insurer certified, as an extension of the Coverage of the IN1 before it. */
final class In3 {

    private static final FieldTable TABLE = FieldTable.of(
            identifier(2, "certification-number"),
            person(3, "certified-by"),
            code(4, "certification-required", "0136"),
            text(5, "penalty"),
            dateTime(6, "certification-time"),
            dateTime(7, "certification-modified"),
            person(8, "operator"),
            dateTime(9, "certification-begin"),
            dateTime(10, "certification-end"),
            text(11, "certification-days"),
            code(12, "non-concur", "0233"),
            dateTime(13, "non-concur-effective"),
            person(14, "physician-reviewer"),
            text(15, "certification-contact"),
            telecom(16, "certification-contact-telephone"),
            code(17, "appeal-reason", "0345"),
            code(18, "certification-agency", "0346"),
            telecom(19, "certification-agency-telephone"),
            text(20, "pre-certification-required"),
            text(21, "case-manager"),
            dateTime(22, "second-opinion"),
            code(23, "second-opinion-status", "0151"),
            code(24, "second-opinion-documentation", "0152"),
            person(25, "second-opinion-physician"),
            code(26, "certification-type", "0921"),
            code(27, "certification-category", "0922"),
            dateTime(28, "online-verification"),
            code(29, "online-verification-result", "0970"),
            code(30, "online-verification-error", "0971"),
            text(31, "online-verification-check-digit"));

    private In3() {}

    static void onto(Coverage coverage, Segment in3, TargetBundle target) {
        TABLE.group("certification", in3, target).ifPresent(coverage::addExtension);
    }
}
