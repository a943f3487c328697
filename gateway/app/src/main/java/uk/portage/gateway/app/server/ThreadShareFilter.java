package uk.portage.gateway.app.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;

/**
 * Keeps threads free for others. One organisation may hold at most as many threads as it leaves free, and so may all
 * together who have not said who they are: one that sends slowly on every connection there is gets half of the threads,
 * the next one a quarter, and there is always one left. Beyond that it hears at once that it has to come again.
 */
final class ThreadShareFilter extends OncePerRequestFilter {

    private static final String NOBODY = "";
    private static final int RETRY_SECONDS = 5;

    private final int threads;
    private final Denials denials;
    private final Map<String, Integer> held = new HashMap<>();

    /** @param threads how many requests are answered at the same time */
    ThreadShareFilter(int threads, Denials denials) {
        this.threads = threads;
        this.denials = denials;
    }

    /** Whoever watches the process must hear that it lives when there is no room for others. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return ErrorAnswer.isUnder(request, "/health");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<OdsCode> organisation = request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller
                ? Optional.of(caller.organisation())
                : Optional.empty();
        String holder = organisation
                .map(OdsCode::value)
                .orElseGet(() -> Addresses.meshMailbox(request).orElse(NOBODY));
        if (!take(holder)) {
            organisation.ifPresent(one -> denials.note(organisation, FailureCode.OVERLOADED));
            response.setIntHeader("Retry-After", RETRY_SECONDS);
            ErrorAnswer.write(
                    request, response, 503, Optional.of(FailureCode.OVERLOADED.name()), ErrorAnswer.sentence(503));
            return;
        }
        if (organisation.isPresent()) {
            Connection.of(request).isKnown();
        }
        try {
            chain.doFilter(request, response);
            if (Addresses.isMesh(request) && response.getStatus() < HttpServletResponse.SC_BAD_REQUEST) {
                Connection.of(request).isKnown();
            }
        } finally {
            giveBack(holder);
        }
    }

    private synchronized boolean take(String holder) {
        int mine = held.getOrDefault(holder, 0) + 1;
        int all = held.values().stream().mapToInt(Integer::intValue).sum() + 1;
        if (mine > Math.max(1, threads - all)) {
            return false;
        }
        held.put(holder, mine);
        return true;
    }

    private synchronized void giveBack(String holder) {
        held.computeIfPresent(holder, (name, count) -> count == 1 ? null : count - 1);
    }
}
