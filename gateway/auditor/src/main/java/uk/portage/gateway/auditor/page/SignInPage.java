package uk.portage.gateway.auditor.page;

/**
 * The page on which people sign in.
 *
 * @param formToken what the form must bring
 * @param name what was given as name before, if anything
 * @param fault why it did not work, or empty
 */
public record SignInPage(Shell shell, String formToken, String name, String fault) {

    public String action() {
        return SignedIn.SIGN_IN;
    }
}
