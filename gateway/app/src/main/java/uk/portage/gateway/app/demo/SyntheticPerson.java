package uk.portage.gateway.app.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Nobody: an invented person with an NHS number from the range that is never issued (999 000 0000 and up), a telephone
 * number from the range kept for drama (01632 960) and a postcode that no house has.
 *
 * @param sex 1 male, 2 female (ITK HL7 v2, PID-8)
 */
record SyntheticPerson(
        String nhsNumber,
        String localId,
        String family,
        String given,
        String title,
        String sex,
        LocalDate born,
        String street,
        String town,
        String telephone,
        String ethnicCategory) {

    private static final List<String> FAMILY = List.of(
            "ASHGROVE",
            "BRAMBLEDOWN",
            "CINDERFORD",
            "DUNNOCKE",
            "ELDERWOOD",
            "FERNYHOUGH",
            "GORSEBANK",
            "HEATHERINGAY",
            "INGLETHORPE",
            "JUNIPERE",
            "KITTIWAKE",
            "LARKSLEIGH",
            "MARSHMALLOWE",
            "NETTLEFIELD",
            "OXLIP-STONE",
            "PIMPERNELL",
            "QUILLFEATHER",
            "ROWANBERRY",
            "SORRELL-WYKE",
            "THISTLETON",
            "UMBERLEIGH",
            "VETCHLING",
            "WAGTAIL",
            "YARROWBY");
    private static final List<String> WOMEN = List.of(
            "Agnes", "Beatrix", "Cordelia", "Dilys", "Edith", "Florence", "Gwendolen", "Harriet", "Iris", "Zofia");
    private static final List<String> MEN = List.of(
            "Albert", "Barnaby", "Cedric", "Desmond", "Ernest", "Fergus", "Gilbert", "Hamza", "Idris", "Stanisław");
    private static final List<String> STREETS =
            List.of("Otter Lane", "Heron Wharf", "Portage Row", "Two Waters Road", "Carry Path", "Birchbark Close");
    private static final List<String> TOWNS = List.of("Nethermere", "Overfold", "Saltby-under-Lea", "Wykeholme");
    private static final List<String> ETHNIC = List.of("A", "B", "C", "D", "H", "J", "M", "N", "R", "Z");

    /** The given number of people; the same for the same chance. */
    static List<SyntheticPerson> draw(Random chance, int count) {
        List<SyntheticPerson> people = new ArrayList<>();
        for (int serial = 1; people.size() < count; serial++) {
            String digits = String.format("999%06d", serial);
            int check = checkDigit(digits);
            if (check < 10) {
                people.add(draw(chance, digits + check, serial));
            }
        }
        return people;
    }

    private static SyntheticPerson draw(Random chance, String nhsNumber, int serial) {
        boolean woman = chance.nextBoolean();
        return new SyntheticPerson(
                nhsNumber,
                String.format("DEMO%05d", serial),
                pick(chance, FAMILY),
                pick(chance, woman ? WOMEN : MEN),
                woman ? "Mrs" : "Mr",
                woman ? "2" : "1",
                LocalDate.of(1926 + chance.nextInt(60), 1 + chance.nextInt(12), 1 + chance.nextInt(28)),
                (1 + chance.nextInt(90)) + " " + pick(chance, STREETS),
                pick(chance, TOWNS),
                String.format("01632 960%03d", chance.nextInt(1000)),
                pick(chance, ETHNIC));
    }

    /** Modulus 11 over nine digits; 10 means that no number has these nine digits. */
    static int checkDigit(String nineDigits) {
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (10 - i) * (nineDigits.charAt(i) - '0');
        }
        return (11 - sum % 11) % 11;
    }

    static <T> T pick(Random chance, List<T> values) {
        return values.get(chance.nextInt(values.size()));
    }

    @Override
    public String toString() {
        return "SyntheticPerson[" + localId + "]";
    }
}
