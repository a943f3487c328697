package uk.portage.gateway.app.server;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import uk.portage.gateway.app.access.MetadataServlet;
import uk.portage.gateway.app.access.OAuth2;
import uk.portage.gateway.auditor.page.SignedIn;
import uk.portage.gateway.pipeline.receive.http.PushAddress;
import uk.portage.gateway.transfer.Caller.Role;

/** Which role may use which address: the whole of it, and whatever is not here is refused. */
final class Addresses {

    private static final String[] PUSH =
            Arrays.stream(PushAddress.values()).map(PushAddress::path).toArray(String[]::new);
    private static final String[] METADATA = Arrays.stream(MetadataServlet.Document.values())
            .map(MetadataServlet.Document::path)
            .toArray(String[]::new);

    private static final Set<String> PAGE_FORMS =
            Set.of("/operator/search", "/operator/replays", "/operator/release", "/operator/dead-letters");

    private static final String MESH_ROOT = "/messageexchange";

    private static final List<String> ROOTS =
            List.of("/fhir", "/hl7v2", "/caseload", "/source-events", "/audit", "/ledger", "/metrics", "/operator");

    /**
     * Some addresses.
     *
     * @param roles who may use them, the one with the fewest rights first; empty for anyone
     */
    private record Rule(RequestMatcher addresses, List<Role> roles) {}

    /** The first that fits decides. */
    private static final List<Rule> RULES = List.of(
            // Up or down, one word, for whoever restarts the process; and the way to the auditor's page.
            anyone(HttpMethod.GET, "/health/liveness", "/health/readiness", "/"),
            // Figures that anyone may have; the servlet behind sees to it that asking for them takes nothing from
            // others.
            anyone(HttpMethod.GET, "/open/**"),
            // Whoever asks for a token has none yet: the servlet behind finds out who it is, as MESH's does.
            anyone(null, METADATA),
            anyone(null, OAuth2.TOKEN_PATH),
            anyone(null, SignedIn.SIGN_IN, SignedIn.SIGN_IN + "/**", SignedIn.SIGN_OUT),
            anyone(null, MESH_ROOT, MESH_ROOT + "/**"),
            only(List.of(Role.SOURCE), HttpMethod.POST, PUSH),
            only(List.of(Role.SOURCE), HttpMethod.POST, "/fhir/$withdraw"),
            only(List.of(Role.SOURCE, Role.OPERATOR), HttpMethod.PUT, "/source-events"),
            only(List.of(Role.DESTINATION), null, "/fhir", "/fhir/**", "/caseload", "/caseload/**"),
            only(List.of(Role.AUDITOR, Role.OPERATOR), HttpMethod.GET, "/audit", "/audit/**", "/ledger/**", "/metrics"),
            only(List.of(Role.OPERATOR), null, "/operator", "/operator/**"));

    private Addresses() {}

    private static Rule anyone(@Nullable HttpMethod method, String... paths) {
        return only(List.of(), method, paths);
    }

    private static Rule only(List<Role> roles, @Nullable HttpMethod method, String... paths) {
        PathPatternRequestMatcher.Builder matchers = PathPatternRequestMatcher.withDefaults();
        List<RequestMatcher> each = Stream.of(paths)
                .<RequestMatcher>map(path -> matchers.matcher(method, path))
                .toList();
        return new Rule(new OrRequestMatcher(each), roles);
    }

    static void permit(AuthorizeHttpRequestsConfigurer<?>.AuthorizationManagerRequestMatcherRegistry requests) {
        for (Rule rule : RULES) {
            var addresses = requests.requestMatchers(rule.addresses());
            if (rule.roles().isEmpty()) {
                addresses.permitAll();
            } else {
                addresses.hasAnyRole(rule.roles().stream().map(Role::name).toArray(String[]::new));
            }
        }
        requests.anyRequest().denyAll();
    }

    /** The role in which somebody who has several acts at an address; if none of them may use it, one of them. */
    static Role actingRole(HttpServletRequest request, Set<Role> roles) {
        Optional<Rule> rule =
                RULES.stream().filter(r -> r.addresses().matches(request)).findFirst();
        return rule.stream()
                .flatMap(r -> r.roles().stream())
                .filter(roles::contains)
                .findFirst()
                .orElseGet(() -> roles.stream().sorted().findFirst().orElseThrow());
    }

    /** True for an address to which documents are pushed. */
    static boolean isPush(HttpServletRequest request) {
        return Arrays.asList(PUSH).contains(request.getRequestURI());
    }

    /** True for the addresses of MESH, whose callers are checked by the servlet behind them. */
    static boolean isMesh(HttpServletRequest request) {
        return ErrorAnswer.isUnder(request, MESH_ROOT);
    }

    /** The mailbox of MESH that a request is about, as it says itself. */
    static Optional<String> meshMailbox(HttpServletRequest request) {
        String address = String.valueOf(request.getRequestURI());
        return isMesh(request) && address.length() > MESH_ROOT.length() + 1
                ? Optional.of(address.substring(MESH_ROOT.length()).split("/", 3)[1])
                        .map(name -> "/" + name)
                : Optional.empty();
    }

    /** True where callers bring something other than a token, which is checked by the servlet behind. */
    static boolean hasOwnCredentials(HttpServletRequest request) {
        return isMesh(request)
                || OAuth2.TOKEN_PATH.equals(request.getRequestURI())
                || ErrorAnswer.isUnder(request, SignedIn.SIGN_IN)
                || SignedIn.SIGN_OUT.equals(request.getRequestURI());
    }

    /** True for what somebody may read who has signed in on the pages. */
    static boolean isForSessions(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                && (ErrorAnswer.isUnder(request, "/audit") || ErrorAnswer.isUnder(request, "/operator"));
    }

    /** True for the forms of pages: the only thing besides reading that a session is good for, with the form's token. */
    static boolean isPageForm(HttpServletRequest request) {
        String asked = String.valueOf(request.getRequestURI());
        return request.getMethod().equals("POST")
                && (PAGE_FORMS.contains(asked) || (asked.startsWith("/operator/replays/") && asked.endsWith("/stop")));
    }

    /** True if some role may use the address: others hear that there is nothing. */
    static boolean exists(HttpServletRequest request) {
        return ROOTS.stream().anyMatch(root -> ErrorAnswer.isUnder(request, root));
    }
}
