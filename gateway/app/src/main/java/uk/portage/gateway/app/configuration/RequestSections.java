package uk.portage.gateway.app.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.mailbox.exchange.FhirEndpoint;
import uk.portage.gateway.mailbox.request.SourceConfiguration;
import uk.portage.gateway.transfer.OdsCode;

/** The organisations that can be asked for records, as {@code portage.yaml} says them. */
final class RequestSections {

    private static final String SEARCH_FORM = "a search with " + SourceConfiguration.PATIENT_PLACE
            + " in the place of the person's id, such as Condition?patient=" + SourceConfiguration.PATIENT_PLACE;

    private final FhirEndpointSection endpoints;
    private final Set<OdsCode> organisations;

    /**
     * @param folder in which relative paths begin
     * @param organisations those that have a name
     */
    RequestSections(Path folder, Set<OdsCode> organisations) {
        this.endpoints = new FhirEndpointSection(folder);
        this.organisations = organisations;
    }

    List<SourceConfiguration> read(List<YamlSection> sections) {
        List<SourceConfiguration> sources = new ArrayList<>();
        Set<OdsCode> named = new HashSet<>();
        for (YamlSection section : sections) {
            Optional<OdsCode> organisation = section.require(
                    "organisation", ConfigurationFile.ODS_FORM, ConfigurationFile.organisationIn(organisations));
            organisation
                    .filter(code -> !named.add(code))
                    .ifPresent(code -> section.problem(code + " is named twice under 'requests'"));
            Optional<FhirEndpoint> endpoint = endpoints.read(section);
            Optional<Boolean> everything =
                    section.require("mode", "everything or search", RequestSections::isEverything);
            List<String> searches = section.readAll(
                    "searches", SEARCH_FORM, text -> Optional.of(text).filter(SourceConfiguration::isSearch));
            everything
                    .filter(all -> all == section.has("searches"))
                    .ifPresent(wrong -> section.problem("'searches' belongs to 'mode: search', which needs it"));
            int bytes = section.read("largest-record", "a size up to 100 MB", ConfigurationFile::bytes)
                    .orElse(SourceConfiguration.Limits.USUAL.bytes());
            int pages = section.read(
                            "pages", "a number from 1 to 10000", text -> ConfigurationFile.number(text, 1, 10_000))
                    .orElse(SourceConfiguration.Limits.USUAL.pages());
            Duration giveUpAfter = section.read("give-up-after", ConfigurationFile.TIME_FORM, RequestSections::patience)
                    .orElse(SourceConfiguration.USUAL_GIVE_UP);
            section.refuseTheRest();
            if (organisation.isPresent() && endpoint.isPresent()) {
                sources.add(new SourceConfiguration(
                        organisation.get(),
                        endpoint.get(),
                        searches,
                        new SourceConfiguration.Limits(pages, bytes),
                        giveUpAfter));
            }
        }
        return sources;
    }

    private static Optional<Boolean> isEverything(String text) {
        return switch (text) {
            case "everything" -> Optional.of(true);
            case "search" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Duration> patience(String text) {
        return ConfigurationFile.duration(text)
                .filter(time -> time.compareTo(Duration.ofSeconds(1)) >= 0 && time.compareTo(Duration.ofDays(7)) <= 0);
    }
}
