package uk.portage.gateway.auditor;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.auditor.page.Pages;
import uk.portage.gateway.auditor.page.Shell;
import uk.portage.gateway.auditor.page.SignInPage;
import uk.portage.gateway.auditor.page.SignedIn;

/** The page on which people sign in, and what it needs beside itself: in the style of the auditor's, open to anyone. */
public final class SignInPages {

    private static final String ASSETS = SignedIn.SIGN_IN + "/assets/";

    private final Assets assets = new Assets();
    private final Pages pages = new Pages(organisation -> Optional.empty());
    private final String version;

    /** @param version the gateway's, shown at the foot */
    public SignInPages(String version) {
        this.version = version;
    }

    /**
     * Answers with the form.
     *
     * @param formToken what the form must bring
     * @param name what was given as name before
     * @param fault why it did not work, or empty
     */
    public void writeForm(HttpServletResponse response, int status, String formToken, String name, String fault)
            throws IOException {
        Shell shell = new Shell(
                SignedIn.SIGN_IN,
                assets.stylesheets(SignedIn.SIGN_IN),
                assets.icon(SignedIn.SIGN_IN),
                version,
                Optional.empty());
        Answer.html(status, pages.signIn(new SignInPage(shell, formToken, name, fault)))
                .writeTo(response);
    }

    /** Answers with a style sheet or the icon, if that is what was asked for. */
    public boolean writeAsset(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        Optional<Assets.Asset> asset = path.startsWith(ASSETS)
                ? assets.named(path.substring(ASSETS.length()))
                : Optional.<Assets.Asset>empty();
        if (asset.isPresent()) {
            Map<String, String> headers = Map.of(
                    "Cache-Control",
                    "public, max-age=86400",
                    "ETag",
                    asset.get().entityTag());
            new Answer(
                            HttpServletResponse.SC_OK,
                            asset.get().type(),
                            headers,
                            asset.get().content())
                    .writeTo(response);
        }
        return asset.isPresent();
    }
}
