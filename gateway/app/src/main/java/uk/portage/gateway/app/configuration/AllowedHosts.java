package uk.portage.gateway.app.configuration;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the gateway may go for a purpose, whatever others say.
 *
 * @param names host, or host and port, in small letters
 */
public record AllowedHosts(Set<String> names) {

    private static final Pattern HOST = Pattern.compile("[a-z0-9.-]+(:\\d{1,5})?");

    public AllowedHosts {
        names = Set.copyOf(names);
    }

    static AllowedHosts read(YamlSection section, String key) {
        return new AllowedHosts(new LinkedHashSet<>(section.readAll(
                key,
                "a host, or host:port",
                text -> Optional.of(text.toLowerCase(Locale.ROOT))
                        .filter(host -> HOST.matcher(host).matches()))));
    }

    /** True for an address by https on one of the hosts; by http on this machine only. */
    public boolean allow(URI address) {
        if (address.getHost() == null || address.getRawUserInfo() != null || address.getRawFragment() != null) {
            return false;
        }
        boolean encrypted = "https".equals(address.getScheme());
        boolean here = "http".equals(address.getScheme())
                && Set.of("localhost", "127.0.0.1").contains(address.getHost());
        String host = address.getHost().toLowerCase(Locale.ROOT);
        return (encrypted || here) && names.contains(address.getPort() < 0 ? host : host + ":" + address.getPort());
    }
}
