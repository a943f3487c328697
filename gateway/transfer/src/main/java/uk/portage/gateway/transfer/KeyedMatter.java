package uk.portage.gateway.transfer;

import java.util.HexFormat;
import java.util.Set;
import uk.portage.adapter.spi.Matter;

/**
 * What a submission is about, without saying what: HMAC-SHA256(site key, sender, kind, authority, number) in place of
 * the number, which would lead to a person.
 *
 * @param key 32 hexadecimal digits
 * @param effect what the submission does to it
 * @param earlierTypes of what message types the earlier submissions are that it may cancel or correct; empty if it begins
 */
public record KeyedMatter(String key, Matter.Effect effect, Set<String> earlierTypes) {

    public KeyedMatter {
        earlierTypes = Set.copyOf(earlierTypes);
    }

    /**
     * @param siteKey at least 32 secret bytes, the same for the life of the store
     * @param sender scopes the number: nobody can cancel what another organisation sent
     */
    public static KeyedMatter of(byte[] siteKey, OdsCode sender, Matter matter) {
        Sha256 content =
                Sha256.ofParts("matter", sender.value(), matter.kind().name(), matter.authority(), matter.number());
        return new KeyedMatter(KeyedHash.of(siteKey, content), matter.effect(), matter.earlierTypes());
    }

    public boolean replacesEarlier() {
        return effect != Matter.Effect.BEGINS;
    }

    /** The 16 bytes of the key. */
    public byte[] keyBytes() {
        return HexFormat.of().parseHex(key);
    }
}
