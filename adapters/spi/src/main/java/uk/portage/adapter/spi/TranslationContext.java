package uk.portage.adapter.spi;

import java.time.ZoneId;

/**
 * What a translation may know beyond its document.
 *
 * @param organisation the ODS code of the sending organisation; scopes its local identifiers
 * @param zone the zone of times without an offset; Europe/London in England
 * @param codeMaps the code maps in force
 */
public record TranslationContext(String organisation, ZoneId zone, CodeMaps codeMaps) {}
