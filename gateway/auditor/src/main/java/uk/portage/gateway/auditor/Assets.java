package uk.portage.gateway.auditor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import uk.portage.gateway.transfer.Sha256;

/** The files that pages need beside themselves: the design system's style sheet, ours, and an icon. All in memory. */
final class Assets {

    static final String DESIGN_SYSTEM = "govuk-frontend.css";
    static final String OURS = "portage.css";
    static final String ICON = "icon.svg";

    private static final String WEB_JAR = "/META-INF/resources/webjars/govuk-frontend/";
    private static final String STYLESHEET = "/dist/govuk/govuk-frontend.min.css";
    private static final String WEB_JAR_VERSION = "/META-INF/maven/org.webjars.npm/govuk-frontend/pom.properties";
    private static final Pattern FONT_FACE = Pattern.compile("@font-face\\{[^}]*\\}");
    private static final Pattern SERVER_PATH = Pattern.compile("url\\(/assets/[^)]*\\)");
    private static final String FONT = "GDS Transport,arial,sans-serif";
    private static final String SYSTEM_FONT =
            "system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,sans-serif";

    private final Map<String, Asset> byName = new LinkedHashMap<>();
    private final String apiDocument = resource("openapi.json");

    Assets() {
        add(DESIGN_SYSTEM, "text/css;charset=utf-8", designSystem());
        add(OURS, "text/css;charset=utf-8", resource(OURS));
        add(ICON, "image/svg+xml", resource(ICON));
    }

    Optional<Asset> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** What the API answers, as OpenAPI 3.1. */
    String apiDocument() {
        return apiDocument;
    }

    /** The paths of the style sheets; they change when the content does, so that no browser shows an old one. */
    List<String> stylesheets(String base) {
        return List.of(path(base, DESIGN_SYSTEM), path(base, OURS));
    }

    String icon(String base) {
        return path(base, ICON);
    }

    private String path(String base, String name) {
        return base + "/assets/" + name + "?v="
                + named(name).map(Asset::version).orElseThrow();
    }

    private void add(String name, String type, String content) {
        byName.put(
                name,
                new Asset(
                        type,
                        content,
                        Sha256.of(content.getBytes(StandardCharsets.UTF_8))
                                .hexadecimal()
                                .substring(0, 16)));
    }

    /** Without the typeface and the crest, which are for the government's own sites only, and in the system's own font. */
    private static String designSystem() {
        Properties properties = new Properties();
        try (InputStream in = open(WEB_JAR_VERSION)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String css = resource(WEB_JAR + properties.getProperty("version") + STYLESHEET);
        css = FONT_FACE.matcher(css).replaceAll("");
        css = SERVER_PATH.matcher(css).replaceAll("none");
        return css.replace(FONT, SYSTEM_FONT);
    }

    private static String resource(String name) {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = Assets.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException("not on the class path: " + name);
        }
        return in;
    }

    /** @param version changes with the content */
    record Asset(String type, String content, String version) {
        /** Weak: what comes compressed is the same file in other bytes. */
        String entityTag() {
            return "W/\"" + version + '"';
        }
    }
}
