package uk.portage.gateway.app.server;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import uk.portage.gateway.pipeline.receive.http.PushAddress;
import uk.portage.gateway.transfer.Caller.Role;

/** Which role may use which address: the whole of it, and whatever is not here is refused. */
final class Addresses {

    private static final String[] PUSH =
            Arrays.stream(PushAddress.values()).map(PushAddress::path).toArray(String[]::new);
    private static final String[] MAILBOX = {"/fhir", "/fhir/**", "/caseload", "/caseload/**"};
    private static final String[] WITHDRAW = {"/fhir/$withdraw"};
    private static final String[] AUDIT = {"/audit", "/audit/**"};
    private static final String[] METRICS = {"/metrics"};
    private static final String[] OPERATOR = {"/operator", "/operator/**"};
    private static final String[] HEALTH = {"/health/liveness", "/health/readiness"};

    private static final String MESH_ROOT = "/messageexchange";
    private static final String[] MESH = {MESH_ROOT, MESH_ROOT + "/**"};

    private static final List<String> ROOTS =
            List.of("/fhir", "/hl7v2", "/caseload", "/audit", "/metrics", "/operator");

    private Addresses() {}

    static void permit(AuthorizeHttpRequestsConfigurer<?>.AuthorizationManagerRequestMatcherRegistry requests) {
        requests
                // Up or down, one word, for whoever restarts the process; and the way to the auditor's page.
                .requestMatchers(HttpMethod.GET, HEALTH)
                .permitAll()
                .requestMatchers(HttpMethod.GET, "/")
                .permitAll()
                .requestMatchers(HttpMethod.POST, PUSH)
                .hasRole(Role.SOURCE.name())
                .requestMatchers(MESH)
                .permitAll()
                .requestMatchers(HttpMethod.POST, WITHDRAW)
                .hasRole(Role.SOURCE.name())
                .requestMatchers(MAILBOX)
                .hasRole(Role.DESTINATION.name())
                .requestMatchers(HttpMethod.GET, AUDIT)
                .hasAnyRole(Role.AUDITOR.name(), Role.OPERATOR.name())
                .requestMatchers(HttpMethod.GET, METRICS)
                .hasAnyRole(Role.AUDITOR.name(), Role.OPERATOR.name())
                .requestMatchers(OPERATOR)
                .hasRole(Role.OPERATOR.name())
                .anyRequest()
                .denyAll();
    }

    /** True for an address to which documents are pushed. */
    static boolean isPush(HttpServletRequest request) {
        return Arrays.asList(PUSH).contains(request.getRequestURI());
    }

    /** True for the addresses of MESH, whose callers are checked by the servlet behind them. */
    static boolean isMesh(HttpServletRequest request) {
        return ErrorAnswer.isUnder(request, MESH_ROOT);
    }

    /** True if some role may use the address: others hear that there is nothing. */
    static boolean exists(HttpServletRequest request) {
        return ROOTS.stream().anyMatch(root -> ErrorAnswer.isUnder(request, root));
    }
}
