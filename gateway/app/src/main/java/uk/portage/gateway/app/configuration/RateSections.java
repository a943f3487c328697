package uk.portage.gateway.app.configuration;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.pipeline.receive.Rates;
import uk.portage.gateway.transfer.OdsCode;

/** The section {@code rates}: how much an organisation may send. */
final class RateSections {

    private static final String EVERYONE = "all";
    private static final String NUMBER_FORM = "a number of documents, 1 or more";

    private RateSections() {}

    /** @param known the organisations that are named */
    static Rates read(YamlSection section, Set<OdsCode> known) {
        Rates.Rate usual = Rates.DEFAULT.ordinary();
        Rates.Rate ordinary = section.has(EVERYONE) ? rate(section.section(EVERYONE), usual) : usual;
        Map<OdsCode, Rates.Rate> particular = new LinkedHashMap<>();
        for (YamlSection.Text key : section.keys()) {
            if (!key.value().equals(EVERYONE)) {
                YamlSection one = section.section(key.value());
                Rates.Rate rate = rate(one, ordinary);
                Optional<OdsCode> organisation =
                        ConfigurationFile.organisationIn(known).apply(key.value());
                if (organisation.isEmpty()) {
                    one.problem("'" + key.value() + "' is not " + ConfigurationFile.ODS_FORM);
                }
                organisation.ifPresent(code -> particular.put(code, rate));
            }
        }
        return new Rates(ordinary, particular);
    }

    private static Rates.Rate rate(YamlSection section, Rates.Rate otherwise) {
        int perSecond =
                section.read("per-second", NUMBER_FORM, RateSections::number).orElseGet(otherwise::perSecond);
        int burst = section.read("burst", NUMBER_FORM, RateSections::number).orElseGet(otherwise::burst);
        long bytes = section.read("bytes-per-second", "a size such as 20 MB", ConfigurationFile::bytes)
                .map(Integer::longValue)
                .orElseGet(otherwise::bytesPerSecond);
        int besideOthers =
                section.read("beside-others", NUMBER_FORM, RateSections::number).orElseGet(otherwise::besideOthers);
        section.refuseTheRest();
        return new Rates.Rate(perSecond, burst, bytes, besideOthers);
    }

    private static Optional<Integer> number(String text) {
        return ConfigurationFile.number(text, 1, 1_000_000);
    }
}
