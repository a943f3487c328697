package uk.portage.gateway.auditor;

import java.util.Arrays;
import java.util.Optional;
import uk.portage.gateway.ledger.QuestionKind;

/** The closed list of what can be asked of the auditor's side, below {@code /audit}. */
enum AuditAddress {
    ENTRANCE(""),
    PORTABILITY_PAGE("/", QuestionKind.PORTABILITY),
    DEFINITIONS_PAGE("/definitions"),
    TRANSFER_PAGE("/transfers/{name}", QuestionKind.TRANSFER),
    ASSET("/assets/{name}"),
    PORTABILITY("/api/portability", QuestionKind.PORTABILITY),
    PORTABILITY_TABLE("/api/portability.csv", QuestionKind.PORTABILITY_TABLE),
    API_DOCUMENT("/api/openapi.json"),
    TRANSFERS("/api/transfers", QuestionKind.TRANSFERS),
    UNDELIVERED("/api/transfers/undelivered", QuestionKind.UNDELIVERED),
    RECEIPT("/api/transfers/{name}/receipt", QuestionKind.RECEIPT),
    TRANSFER("/api/transfers/{name}", QuestionKind.TRANSFER);

    private static final String NAME = "{name}";

    private final String template;
    private final Optional<QuestionKind> question;

    /** Nothing is asked there that differs from one ledger to another. */
    AuditAddress(String template) {
        this(template, Optional.empty());
    }

    AuditAddress(String template, QuestionKind question) {
        this(template, Optional.of(question));
    }

    AuditAddress(String template, Optional<QuestionKind> question) {
        this.template = template;
        this.question = question;
    }

    /** What is asked of the ledger there; empty if nothing is. */
    Optional<QuestionKind> question() {
        return question;
    }

    /** @param name what stands in the path between fixed parts; empty for an address without one */
    record Asked(AuditAddress address, String name) {}

    /** Which address a path is; empty if it is none. */
    static Optional<Asked> of(String path) {
        return Arrays.stream(values())
                .flatMap(address -> address.name(path).map(name -> new Asked(address, name)).stream())
                .findFirst();
    }

    private Optional<String> name(String path) {
        int name = template.indexOf(NAME);
        if (name < 0) {
            return Optional.of("").filter(none -> path.equals(template));
        }
        String beginning = template.substring(0, name);
        String end = template.substring(name + NAME.length());
        return Optional.of(path)
                .filter(p -> p.startsWith(beginning) && p.endsWith(end))
                .filter(p -> p.length() >= beginning.length() + end.length())
                .map(p -> p.substring(beginning.length(), p.length() - end.length()));
    }
}
