package uk.portage.adapter.fhir.r4.mapping;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.ErrorHandlerAdapter;
import ca.uhn.fhir.parser.IParser;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import uk.portage.adapter.fhir.r4.reader.Reading;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.adapter.spi.Finding;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourcePath;
import uk.portage.fhir.profiles.BundleCheck;
import uk.portage.fhir.profiles.Problem;

/** What came of carrying a bundle: HAPI parses it, each element is looked for in what it gave, and it is made whole. */
public sealed interface Carrying {

    record Carried(Bundle bundle, List<Loss> losses, List<Finding> findings) implements Carrying {
        public Carried {
            losses = List.copyOf(losses);
            findings = List.copyOf(findings);
        }

        /** Counts only: a bundle holds a person's record. */
        @Override
        public String toString() {
            return "Carried[" + losses.size() + " losses]";
        }
    }

    record Refused(FailureCode code, List<SourcePath> where) implements Carrying {
        public Refused {
            where = List.copyOf(where);
        }
    }

    /** Carries a bundle or says which of its elements break a rule of FHIR R4 or of a UK Core profile it claims. */
    static Carrying of(SourceDocument document, Reading.Read read) {
        Bundle bundle;
        try {
            bundle = parser(read.encoding()).parseResource(Bundle.class, read.text());
        } catch (DataFormatException | IllegalArgumentException | ClassCastException notFhir) {
            // Of what HAPI throws for a document that it cannot take; its message may quote the record.
            return new Refused(FailureCode.UNREADABLE, List.of(new SourcePath("Bundle")));
        }
        Account account = new Account();
        account.of(read.bundle(), bundle);
        Wholeness wholeness = new Wholeness(document, read.bundle(), bundle);
        wholeness.make();
        account.findings().addAll(wholeness.findings());
        if (!account.losses().isEmpty()) {
            Original.attach(document, read.encoding(), bundle);
        }
        List<Problem> problems = BundleCheck.standard().check(bundle);
        return problems.isEmpty()
                ? new Carried(bundle, account.losses(), account.findings())
                : new Refused(
                        FailureCode.INVALID_VALUE,
                        problems.stream()
                                .map(problem -> new SourcePath(problem.path()))
                                .distinct()
                                .toList());
    }

    private static IParser parser(Reading.Encoding encoding) {
        FhirContext context = FhirContext.forR4Cached();
        IParser parser = switch (encoding) {
            case JSON -> context.newJsonParser();
            case XML -> context.newXmlParser();
        };
        // What it leaves out is found by the account, with its path.
        parser.setParserErrorHandler(new ErrorHandlerAdapter());
        parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
        return parser;
    }
}
