package uk.portage.gateway.auditor;

import java.util.Arrays;
import java.util.Optional;

/** The closed list of what can be asked of the auditor's side, below {@code /audit}. */
enum AuditAddress {
    ENTRANCE(""),
    PORTABILITY_PAGE("/"),
    DEFINITIONS_PAGE("/definitions"),
    TRANSFER_PAGE("/transfers/{name}"),
    ASSET("/assets/{name}"),
    PORTABILITY("/api/portability"),
    PORTABILITY_TABLE("/api/portability.csv"),
    API_DOCUMENT("/api/openapi.json"),
    TRANSFERS("/api/transfers"),
    UNDELIVERED("/api/transfers/undelivered"),
    RECEIPT("/api/transfers/{name}/receipt"),
    TRANSFER("/api/transfers/{name}");

    private static final String NAME = "{name}";

    private final String template;

    AuditAddress(String template) {
        this.template = template;
    }

    /** @param name what stands in the path between fixed parts; empty for an address without one */
    record Asked(AuditAddress address, String name) {}

    /** Which address a path is; empty if it is none. */
    static Optional<Asked> of(String path) {
        return Arrays.stream(values())
                .flatMap(address -> address.name(path).map(name -> new Asked(address, name)).stream())
                .findFirst();
    }

    /** The path below {@code /audit}, with a name for what stands at its end. */
    String path(String name) {
        return template.replace(NAME, "{" + name + "}");
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
