package uk.portage.gateway.auditor.page;

import java.util.List;
import java.util.Optional;

/**
 * What every page needs.
 *
 * @param base the path that the pages lie under, without a slash at the end
 * @param stylesheets paths
 * @param icon path
 * @param signedIn empty for whoever brings a credential with each request
 */
public record Shell(String base, List<String> stylesheets, String icon, String version, Optional<SignedIn> signedIn) {
    public Shell {
        stylesheets = List.copyOf(stylesheets);
    }
}
