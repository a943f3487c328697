package uk.portage.gateway.pipeline.translate;

import java.util.List;
import uk.portage.adapter.spi.CodeMaps;
import uk.portage.adapter.spi.SiteField;
import uk.portage.gateway.transfer.OdsCode;

/** What the records of a sender are translated by, beyond what Portage brings along. Stays the same while it runs. */
public interface SiteRules {

    /** The code maps in force for a sender. */
    CodeMaps codeMaps(OdsCode sender);

    /** What is known of elements that only the sender's systems know. */
    List<SiteField> fields(OdsCode sender);

    /** The same maps for everyone, and nothing of a site's own. */
    static SiteRules none(CodeMaps codeMaps) {
        return new SiteRules() {
            @Override
            public CodeMaps codeMaps(OdsCode sender) {
                return codeMaps;
            }

            @Override
            public List<SiteField> fields(OdsCode sender) {
                return List.of();
            }
        };
    }
}
