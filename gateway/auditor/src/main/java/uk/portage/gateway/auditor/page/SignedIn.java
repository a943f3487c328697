package uk.portage.gateway.auditor.page;

/**
 * Who reads the pages in a session.
 *
 * @param name the name of the account
 * @param formToken what the form that ends the session must bring
 * @param operator true if the operators' area is open to them, too
 */
public record SignedIn(String name, String formToken, boolean operator) {

    /** Where the auditor's pages begin. */
    public static final String AUDITORS = "/audit/";

    /** Where the operators' area begins. */
    public static final String OPERATORS = "/operator/";

    /** Under which name a servlet finds it among its request's attributes. */
    public static final String ATTRIBUTE = "uk.portage.signed-in";

    /** Where the form that ends the session leads. */
    public static final String SIGN_OUT = "/sign-out";

    /** Where one signs in. */
    public static final String SIGN_IN = "/sign-in";

    /** Where one signs in at a provider, if there is one. */
    public static final String PROVIDER = SIGN_IN + "/provider";

    /** The field of forms that brings the token. */
    public static final String FORM_TOKEN = "form";
}
