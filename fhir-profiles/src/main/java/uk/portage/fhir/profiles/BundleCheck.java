package uk.portage.fhir.profiles;

import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;

/**
 * The check that every bundle passes on the road: the cardinalities, required bindings and invariants of base R4 and of
 * the UK Core profiles a resource claims, and what makes a bundle whole: absolute and unique full URLs, bare ids,
 * references that lead somewhere, no empty elements. {@link FullValidator} knows more, at several hundred times the
 * cost; where both have a rule they agree, and a test holds them to it. On references, empty elements, code system URIs
 * and control characters this check is the stricter one.
 *
 * <p>Pure and safe for use by many threads; the bundle is not changed.
 */
public final class BundleCheck {

    private static final class Standard {
        static final BundleCheck CHECK = new BundleCheck(ProfileRules.standard());
    }

    private final ProfileRules rules;

    private BundleCheck(ProfileRules rules) {
        this.rules = rules;
    }

    /** The check with the rules that come with Portage, compiled once. */
    public static BundleCheck standard() {
        return Standard.CHECK;
    }

    /** Canonical URLs of the profiles whose rules are known; claims of others are not checked. */
    public Set<String> profiles() {
        return rules.profiles().keySet();
    }

    /** @return the broken rules in document order, at most 100; empty if the bundle is sound */
    public List<Problem> check(Bundle bundle) {
        return encode(bundle).problems();
    }

    /**
     * Checks a bundle and writes it, in one walk: both look at every element, and whether one is empty is known only
     * after its children.
     */
    public EncodedBundle encode(Bundle bundle) {
        return new BundleWalk(rules, bundle).encoded();
    }
}
