package uk.portage.gateway.pipeline.tls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.Sha256;

/** Certificates by name or by fingerprint, and the organisation that each is bound to. */
public final class CertificateBook {

    /** Nobody has a certificate. */
    public static final CertificateBook EMPTY = new CertificateBook(Map.of());

    private final Map<String, OdsCode> byName;

    /** @param bound the names of each organisation's certificates, as {@link #nameOf} gives them */
    public CertificateBook(Map<OdsCode, List<String>> bound) {
        Map<String, OdsCode> names = new HashMap<>();
        bound.forEach((organisation, certificates) -> certificates.forEach(name -> {
            OdsCode other = names.put(name, organisation);
            if (other != null && !other.equals(organisation)) {
                throw new IllegalArgumentException(
                        "one certificate is bound to " + other + " and to " + organisation + ": " + name);
            }
        }));
        this.byName = Map.copyOf(names);
    }

    /**
     * The one spelling of what names a certificate: {@code sha256:} and 64 hexadecimal digits (colons between them are
     * left out), or a distinguished name (RFC 4514), without regard to spaces and the order of letters' cases that X.500
     * does not regard either. Empty if it is neither.
     */
    public static Optional<String> nameOf(String text) {
        String stripped = text.strip();
        if (stripped.toLowerCase(Locale.ROOT).startsWith("sha256:")) {
            String digits =
                    stripped.substring("sha256:".length()).replace(":", "").toLowerCase(Locale.ROOT);
            return digits.matches("[0-9a-f]{64}") ? Optional.of("sha256:" + digits) : Optional.empty();
        }
        try {
            X500Principal name = new X500Principal(stripped);
            return name.getName().isEmpty() ? Optional.empty() : Optional.of(canonical(name));
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }

    /** How a certificate is named by its fingerprint. */
    public static String nameOf(Sha256 fingerprint) {
        return "sha256:" + fingerprint.hexadecimal();
    }

    /** The organisation that a certificate is bound to; empty if it is bound to none, or to two by its two names. */
    public Optional<OdsCode> holderOf(ClientCertificate certificate) {
        Set<OdsCode> holders = new HashSet<>();
        Optional.ofNullable(byName.get(nameOf(certificate.fingerprint()))).ifPresent(holders::add);
        Optional.ofNullable(byName.get(canonical(new X500Principal(certificate.subject()))))
                .ifPresent(holders::add);
        return holders.size() == 1 ? holders.stream().findFirst() : Optional.empty();
    }

    /** The organisation that the certificate of this name is bound to. */
    public Optional<OdsCode> holderOf(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The same and more; what is bound here already stays as it is. */
    public CertificateBook with(Map<OdsCode, List<String>> more) {
        Map<OdsCode, List<String>> all = new HashMap<>();
        byName.forEach((name, organisation) ->
                all.computeIfAbsent(organisation, code -> new ArrayList<>()).add(name));
        more.forEach((organisation, names) -> names.stream()
                .filter(name -> !byName.containsKey(name))
                .forEach(name -> all.computeIfAbsent(organisation, code -> new ArrayList<>())
                        .add(name)));
        return new CertificateBook(all);
    }

    /** Whether anything is bound to this organisation. */
    public boolean binds(OdsCode organisation) {
        return byName.containsValue(organisation);
    }

    private static String canonical(X500Principal name) {
        return name.getName(X500Principal.CANONICAL);
    }
}
