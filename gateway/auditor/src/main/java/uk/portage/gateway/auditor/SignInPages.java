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
    private final Pages pages = new Pages(organisation -> Optional.empty(), AuditSettings.USUAL_TARGET);
    private final String version;
    private final Optional<String> provider;

    /**
     * @param version the gateway's, shown at the foot
     * @param provider what the provider is called at which people may sign in too
     */
    public SignInPages(String version, Optional<String> provider) {
        this.version = version;
        this.provider = provider;
    }

    /**
     * Answers with the form.
     *
     * @param formToken what the form must bring
     * @param name what was given as name before
     * @param fault why it did not work, or empty
     * @param accounts whether somebody can sign in with an account of the gateway
     */
    public void writeForm(
            HttpServletResponse response, int status, String formToken, String name, String fault, boolean accounts)
            throws IOException {
        // Without either way in, the form says at least what this page is.
        boolean form = accounts || provider.isEmpty();
        Answer.html(
                        status,
                        pages.signIn(new SignInPage(shell(SignedIn.SIGN_IN), formToken, name, fault, provider, form)))
                .writeTo(response);
    }

    /**
     * Answers that somebody has signed in, and leads on. A redirection would not do: whoever comes from another site has
     * its cookies of this one kept back (SameSite=Strict) until a page of this one asks.
     *
     * @param next the path of the page after this one
     */
    public void writeEntered(HttpServletResponse response, String next) throws IOException {
        String base = next.replaceAll("/$", "");
        Answer.html(
                        HttpServletResponse.SC_OK,
                        pages.message(shell(base), "You are signed in", "The next page follows."))
                .with(Map.of("Refresh", "0; url=" + next))
                .writeTo(response);
    }

    private Shell shell(String base) {
        return shell(base, Optional.empty());
    }

    /** What pages of another room need to look like these. */
    public Shell shell(String base, Optional<SignedIn> signedIn) {
        return new Shell(base, assets.stylesheets(SignedIn.SIGN_IN), assets.icon(SignedIn.SIGN_IN), version, signedIn);
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
