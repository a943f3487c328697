package uk.portage.gateway.pipeline.withhold;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import uk.portage.adapter.hl7v2.Hl7v2Adapter;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;

/** A message that says where a person who must not be found is, in every field it can, and repeats it in its notes. */
public final class HiddenPerson {

    /** Nothing of this may stand in a restricted bundle. */
    static final List<String> WITHHELD = List.of(
            "17 Wherry Lane",
            "Wherry",
            "Marshford",
            "Fenshire",
            "ZZ99 3VZ",
            "07700900789",
            "7700 900789",
            "refuge@example.org",
            "07700900788",
            "Ternward",
            "Bedfour",
            "9Z9SITE",
            "Otterburn",
            "Withysurgery",
            "Y98765",
            "G9876543",
            "Dunlin",
            "Redshank",
            "07700900787",
            "4 Curlew Close",
            "Curlew",
            "Sandpiper",
            "Turnstone",
            "Cofe Chapel",
            "Knotfield");

    /** This is what the record is sent for. */
    static final List<String> CARRIED =
            List.of("9990000034", "HIDDENEXAMPLE", "PRUDENCE", "Labour expected", "Consultant", "Penicillin", "O80");

    private HiddenPerson() {}

    public static byte[] message(String controlId, String receivingFacility, String zu8) {
        return String.join(
                        "\r",
                        "MSH|^~\\&|PAS|RZ9|GATEWAY|" + receivingFacility + "|202611231530||ADT^A01^ADT_A01|" + controlId
                                + "|P|2.4",
                        "EVN||202611231530",
                        "PID|1||9990000034^^^NHS~R123^^^LOCAL&&^MR^Otterburn||HIDDENEXAMPLE^PRUDENCE||19900304|2|||"
                                + "17 Wherry Lane^^Marshford^Fenshire^ZZ99 3VZ||07700900789^PRS^CP~^NET^Internet^refuge@example.org"
                                + "|07700900788^WPN^PH|||||||||Knotfield|||||||||NSTS01",
                        "PD1|||Withysurgery^^Y98765|G9876543^Dunlin^Robin^^^Dr^^^GMP" + "|".repeat(10) + "Cofe Chapel",
                        "NK1|1|Redshank^Hester|SPO|4 Curlew Close^^Marshford||07700900787^PRN^PH" + "|".repeat(25)
                                + "Sandpiper^Ann|07700900787",
                        "PV1|1|I|Ternward^^Bedfour^9Z9SITE|13|||C123^Consultant^Carla^^^Dr|G9876543^Dunlin^Robin^^^Dr^^^GMP"
                                + "|||||||||||V555^^^VISITID||||||||||||||||||||Otterburn^^9Z9SITE|||||202611231500",
                        "PV2|||LABOUR^Labour expected||Turnstone box|Turnstone",
                        "AL1|1|DA|^Penicillin|SV|rash",
                        "DG1|1||O80^seen in wherry-lane^ICD10|" + "call +44 7700 900789|202611231500",
                        "ZU8|" + zu8,
                        "")
                .getBytes(StandardCharsets.UTF_8);
    }

    static Bundle bundle() {
        Translation translation = new Hl7v2Adapter()
                .format()
                .translate(
                        SourceDocument.of(message("HP1", "COUNCIL", "U|1|Yes|1")),
                        new TranslationContext("RZ9", ZoneId.of("Europe/London"), ConceptMapCodeMaps.standard()));
        return ((Translation.Translated) translation).bundle();
    }
}
