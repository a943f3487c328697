package uk.portage.gateway.app.server;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.app.configuration.TokenFile;
import uk.portage.gateway.pipeline.tls.CertificateBook;
import uk.portage.gateway.transfer.Caller.Role;

/**
 * What an operator says of an organisation, as the parameters of a form.
 *
 * @param overlap for how long a credential stays good beside the one that takes its place
 */
record OrganisationForm(Optional<String> name, Set<Role> roles, List<String> certificates, Duration overlap) {

    private static final Set<String> WORDS = Set.of("name", "role", "certificate", "overlap");
    private static final Duration USUAL_OVERLAP = Duration.ofHours(24);
    private static final long LONGEST_OVERLAP_HOURS = 24 * 90;

    /** @throws WrongContentException if something in it cannot be right */
    static OrganisationForm of(HttpServletRequest request) {
        Map<String, String[]> parameters = request.getParameterMap();
        if (!WORDS.containsAll(parameters.keySet())) {
            throw new WrongContentException("the parameters there are: certificate, name, overlap, role");
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String role : values(parameters, "role")) {
            roles.add(TokenFile.role(role)
                    .orElseThrow(
                            () -> new WrongContentException("a role is source, destination, auditor or operator")));
        }
        List<String> certificates = new ArrayList<>();
        for (String certificate : values(parameters, "certificate")) {
            certificates.add(CertificateBook.nameOf(certificate)
                    .orElseThrow(() -> new WrongContentException(
                            "a certificate is named by its subject, or by sha256: and its fingerprint")));
        }
        return new OrganisationForm(
                values(parameters, "name").stream().findFirst(),
                roles,
                certificates,
                values(parameters, "overlap").stream()
                        .findFirst()
                        .map(OrganisationForm::hours)
                        .orElse(USUAL_OVERLAP));
    }

    /** @throws WrongContentException if there is not exactly one */
    Role onlyRole() {
        if (roles.size() != 1) {
            throw new WrongContentException("a credential is of one role: say which");
        }
        return roles.iterator().next();
    }

    private static List<String> values(Map<String, String[]> parameters, String name) {
        return parameters.containsKey(name) ? Arrays.asList(parameters.get(name)) : List.of();
    }

    private static Duration hours(String text) {
        try {
            long hours = Long.parseLong(text);
            if (hours >= 0 && hours <= LONGEST_OVERLAP_HOURS) {
                return Duration.ofHours(hours);
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw new WrongContentException("an overlap is a number of hours, at most " + LONGEST_OVERLAP_HOURS);
    }
}
