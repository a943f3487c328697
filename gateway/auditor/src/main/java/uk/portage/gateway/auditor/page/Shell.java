package uk.portage.gateway.auditor.page;

import java.util.List;

/**
 * What every page needs.
 *
 * @param base the path that the pages lie under, without a slash at the end
 * @param stylesheets paths
 * @param icon path
 */
public record Shell(String base, List<String> stylesheets, String icon, String version) {
    public Shell {
        stylesheets = List.copyOf(stylesheets);
    }
}
