package uk.portage.gateway.mailbox.request;

import java.net.URI;
import java.util.Locale;
import uk.portage.adapter.spi.FailureCode;

/** Where a server says that its answer goes on. It is believed only of the server itself. */
final class PageLink {

    private PageLink() {}

    /**
     * The address of the next page, made absolute.
     *
     * @throws UnusableAnswerException if it leads anywhere but to the server's base and what lies below it
     */
    static URI checked(URI base, String link) {
        URI address;
        try {
            // A base without a slash would lose its last step to a relative address.
            address = URI.create(base + "/").resolve(link);
        } catch (IllegalArgumentException notAnAddress) {
            throw new UnusableAnswerException(FailureCode.INVALID_VALUE);
        }
        String path = address.getRawPath() == null ? "" : address.getRawPath();
        String root = base.getRawPath();
        boolean below = path.equals(root) || path.startsWith(root + "/");
        // What a server would decode or climb may be another path than it seems.
        String small = path.toLowerCase(Locale.ROOT);
        boolean plain = !small.contains("..")
                && !small.contains("%2e")
                && !small.contains("%2f")
                && !small.contains("%5c")
                && !small.contains("\\");
        boolean same = address.getHost() != null
                && address.getHost().equalsIgnoreCase(base.getHost())
                && base.getScheme().equalsIgnoreCase(address.getScheme())
                && port(address) == port(base)
                && address.getRawUserInfo() == null
                && address.getRawFragment() == null;
        if (!same || !below || !plain) {
            throw new UnusableAnswerException(FailureCode.INVALID_VALUE);
        }
        return address;
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }
}
