package uk.portage.adapter.spi;

import java.time.ZoneId;
import java.util.List;

/**
 * What a translation may know beyond its document. The same document in an equal context gives the same bundle.
 *
 * @param organisation the ODS code of the sending organisation; scopes its local identifiers
 * @param zone the zone of times without an offset; Europe/London in England
 * @param codeMaps the code maps in force for this sender
 * @param siteFields what the site says of elements that only its own systems know; each element once
 */
public record TranslationContext(String organisation, ZoneId zone, CodeMaps codeMaps, List<SiteField> siteFields) {

    public TranslationContext {
        siteFields = List.copyOf(siteFields);
    }

    /** A context in which nothing is known of elements outside the standard. */
    public TranslationContext(String organisation, ZoneId zone, CodeMaps codeMaps) {
        this(organisation, zone, codeMaps, List.of());
    }
}
