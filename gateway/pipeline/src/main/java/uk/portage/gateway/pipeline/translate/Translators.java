package uk.portage.gateway.pipeline.translate;

import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import uk.portage.adapter.spi.Adapter;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.gateway.transfer.OdsCode;

/** The adapters by name, and what every translation may know. */
public final class Translators {

    private final Map<String, Adapter> adapters;
    private final ZoneId zone;
    private final SiteRules rules;

    public Translators(Collection<Adapter> adapters, ZoneId zone, SiteRules rules) {
        this.adapters = adapters.stream().collect(Collectors.toUnmodifiableMap(Adapter::name, Function.identity()));
        this.zone = zone;
        this.rules = rules;
    }

    Translation translate(String format, OdsCode sender, byte[] document) {
        Adapter adapter = adapters.get(format);
        if (adapter == null) {
            throw new IllegalStateException("the adapter " + format + " is not there any more");
        }
        return adapter.format()
                .translate(
                        SourceDocument.of(document),
                        new TranslationContext(sender.value(), zone, rules.codeMaps(sender), rules.fields(sender)));
    }

    Collection<String> names() {
        return adapters.keySet();
    }
}
