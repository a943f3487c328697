package uk.portage.gateway.mailbox.mesh;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which shape of answer a caller wants, as its Accept header says. */
enum MeshVersion {
    V1("application/json"),
    V2("application/vnd.mesh.v2+json");

    private static final Pattern ASKED = Pattern.compile("application/vnd\\.mesh\\.v(\\d+)\\+json");

    private final String contentType;

    MeshVersion(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** Empty if the header names a version of MESH that there is not, or none at all. */
    static Optional<MeshVersion> of(String accept) {
        String asked = accept.toLowerCase(Locale.ROOT);
        if (!asked.contains("vnd.mesh")) {
            return Optional.of(V1);
        }
        Matcher version = ASKED.matcher(asked);
        if (!version.find()) {
            return Optional.empty();
        }
        return switch (version.group(1)) {
            case "1" -> Optional.of(V1);
            case "2" -> Optional.of(V2);
            default -> Optional.empty();
        };
    }
}
