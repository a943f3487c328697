package uk.portage.gateway.auditor;

import java.util.Arrays;
import java.util.Optional;

/** The closed list of what anyone may ask for, below {@code /open}. */
enum OpenAddress {
    ENTRANCE("/"),
    PORTABILITY_TABLE("/portability.csv"),
    PORTABILITY("/portability.json"),
    DATA_DICTIONARY("/data-dictionary"),
    /** Where CSVW looks for what describes the table (section 5.3 of its model). */
    TABLE_SCHEMA("/portability.csv-metadata.json"),
    ASSET("/assets/{name}");

    private static final String NAME = "{name}";

    private final String template;

    OpenAddress(String template) {
        this.template = template;
    }

    /** @param name of the asset; empty for the others */
    record Asked(OpenAddress address, String name) {}

    static Optional<Asked> of(String path) {
        return Arrays.stream(values())
                .flatMap(address -> address.name(path).map(name -> new Asked(address, name)).stream())
                .findFirst();
    }

    private Optional<String> name(String path) {
        String beginning = template.replace(NAME, "");
        boolean named = template.endsWith(NAME);
        return named && path.startsWith(beginning)
                ? Optional.of(path.substring(beginning.length()))
                : Optional.of("").filter(none -> path.equals(template));
    }
}
