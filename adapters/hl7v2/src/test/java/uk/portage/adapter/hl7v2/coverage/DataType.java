package uk.portage.adapter.hl7v2.coverage;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A data type of HL7 v2.
 *
 * @param parts its components; none if it has no parts
 */
record DataType(String name, List<DataType> parts) {

    /** A value in which every part is populated. */
    String sample(char delimiter) {
        if (!parts.isEmpty()) {
            return delimiter == '^' || delimiter == '&'
                    ? parts.stream()
                            .map(part -> part.sample(delimiter == '^' ? '&' : '.'))
                            .collect(Collectors.joining(String.valueOf(delimiter)))
                    : parts.get(0).sample(delimiter);
        }
        return switch (name) {
            case "NM", "SI" -> "7";
            case "DT" -> "20260131";
            case "TM" -> "0930";
            case "TS", "TSComponentOne", "DTM" -> "20260131093000+0000";
            case "ID", "IS" -> "P";
            default -> "Probe";
        };
    }

    /** The same with a code in place of the first part. */
    String coded(String code) {
        if (parts.isEmpty()) {
            return code;
        }
        String rest = sample('^');
        int end = rest.indexOf('^');
        return end < 0 ? code : code + rest.substring(end);
    }
}
