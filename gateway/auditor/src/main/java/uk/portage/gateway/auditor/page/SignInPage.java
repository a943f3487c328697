package uk.portage.gateway.auditor.page;

import java.util.Optional;

/**
 * The page on which people sign in.
 *
 * @param formToken what the form must bring
 * @param name what was given as name before, if anything
 * @param fault why it did not work, or empty
 * @param provider what the provider is called at which one may sign in too
 * @param hasAccounts whether somebody can sign in with an account of the gateway
 */
public record SignInPage(
        Shell shell, String formToken, String name, String fault, Optional<String> provider, boolean hasAccounts) {

    /** What the message of a fault leads to. */
    public String faultAnchor() {
        return hasAccounts ? "#name" : "#provider";
    }

    public String action() {
        return SignedIn.SIGN_IN;
    }
}
