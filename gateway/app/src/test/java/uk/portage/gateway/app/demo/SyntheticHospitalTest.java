package uk.portage.gateway.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.hl7v2.Hl7v2Adapter;
import uk.portage.adapter.spi.Identification;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourceFormat;
import uk.portage.adapter.spi.Translation.Translated;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.fhir.profiles.BundleCheck;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;

class SyntheticHospitalTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void nobody_invented_can_be_anybody() {
        SyntheticPerson.draw(new java.util.Random(7), 500).forEach(person -> {
            assertThat(person.nhsNumber()).matches("999[0-9]{7}");
            assertThat(SyntheticPerson.checkDigit(person.nhsNumber().substring(0, 9)))
                    .isEqualTo(person.nhsNumber().charAt(9) - '0');
            assertThat(person.telephone()).startsWith("01632 960");
        });
    }

    @Test
    void the_same_seed_tells_the_same_story() {
        SyntheticHospital first = new SyntheticHospital(3, 20, NOON);
        SyntheticHospital second = new SyntheticHospital(3, 20, NOON);

        IntStream.range(0, 200).forEach(i -> assertThat(first.next()).isEqualTo(second.next()));
    }

    @Test
    void the_story_has_every_kind_and_what_is_good_translates_to_a_valid_bundle() {
        SourceFormat format = new Hl7v2Adapter().format();
        TranslationContext context =
                new TranslationContext("RCB", java.time.ZoneId.of("Europe/London"), ConceptMapCodeMaps.standard());
        SyntheticHospital hospital = new SyntheticHospital(1, 48, NOON);
        Map<SyntheticHospital.Kind, Integer> kinds = new EnumMap<>(SyntheticHospital.Kind.class);
        Map<String, Integer> types = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            SyntheticHospital.Event event = hospital.next();
            kinds.merge(event.kind(), 1, Integer::sum);
            SourceDocument message = event.message();
            boolean identified = format.identify(message) instanceof Identification.Identified;
            assertThat(identified).isEqualTo(event.kind() != SyntheticHospital.Kind.UNSUPPORTED);
            if (event.kind() == SyntheticHospital.Kind.GOOD
                    && format.identify(message) instanceof Identification.Identified known) {
                types.merge(known.envelope().messageType(), 1, Integer::sum);
                assertThat(format.translate(message, context)).isInstanceOfSatisfying(Translated.class, translated -> {
                    assertThat(BundleCheck.standard().check(translated.bundle()))
                            .as(known.envelope().messageType())
                            .isEmpty();
                });
            }
        }
        assertThat(kinds).containsOnlyKeys(SyntheticHospital.Kind.values());
        assertThat(types.keySet()).hasSizeGreaterThanOrEqualTo(8);
    }
}
