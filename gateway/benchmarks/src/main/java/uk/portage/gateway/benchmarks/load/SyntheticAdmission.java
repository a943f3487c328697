package uk.portage.gateway.benchmarks.load;

import java.nio.charset.StandardCharsets;

/** ADT^A01 messages of about 2 KB about synthetic people: the shape of an English trust's feed, invented content. */
public final class SyntheticAdmission {

    private static final int FIRST_NINE_DIGITS = 999_000_000;
    private static final int PEOPLE = 1_000_000;
    private static final String[] SURNAMES = {"ARKWRIGHT", "BRAMBLE", "CALDERDALE", "DUNNOCK", "EAVES", "FENNIMORE"};
    private static final String[] FORENAMES = {"ADA", "BERTRAM", "CORDELIA", "DOUGAL", "ENID", "FERGUS"};

    private SyntheticAdmission() {}

    /**
     * One message.
     *
     * @param controlId its MSH-10
     * @param person which synthetic person, from 0
     * @param step a number that stands in the message (PV1-19), so that the order of a person's messages can be read
     */
    public static byte[] message(String controlId, int person, long step) {
        String surname = SURNAMES[person % SURNAMES.length];
        String forename = FORENAMES[person / SURNAMES.length % FORENAMES.length];
        String house = Integer.toString(1 + person % 97);
        String gp = "G9999981^PENHALIGON^MORWENNA^^^DR^^^GMP";
        String consultant = "C9999982^OXENHOPE^PERCIVAL^^^MR^^^GMC";
        String message = "MSH|^~\\&|PAS|RCB|PORTAGE|ROUTE|20261123101500||ADT^A01^ADT_A01|" + controlId
                + "|P|2.4|||AL|NE|GBR|UNICODE|EN||iTKv1.0\r"
                + "EVN|A01|20261123101500|||999999999981^QUILL^HESTER^^^MS^^RCB55|20261123101400\r"
                + "PID|1||" + nhsNumber(person) + "^^^NHS~L" + (100_000 + person) + "^^^RCB^MR||" + surname + "^"
                + forename
                + "^J^^MRS^^L~" + surname + "^" + forename.charAt(0) + "^^^^^A||19470312|2|||" + house
                + " SYNTHETIC LANE^INVENTED HAMLET^NOWHERE^IMAGINARY SHIRE^ZZ99 3WZ^GBR^H||01632960"
                + String.format("%03d", person % 1000)
                + "^PRN^PH~07700900" + String.format("%03d", person % 1000)
                + "^PRN^CP||EN|M|C22|||||A||N||||GBR||N||NSTS01\r"
                + "PD1|||INVENTED SURGERY^^Y99991|" + gp + "\r"
                + "NK1|1|" + surname + "^WILFRED^K^^MR^^L|1|" + house
                + " SYNTHETIC LANE^INVENTED HAMLET^NOWHERE^IMAGINARY SHIRE^ZZ99 3WZ^GBR^H|01632960999\r"
                + "PV1|1|I|WARD7^BAY2^BED4^RCB55||||" + consultant + "|" + gp + "|" + consultant
                + "|300||||19|||||V" + step + "^^^RCB^VN|||||||||||||||||||||||||20261123101000\r"
                + "PV2|||^BREATHLESSNESS AND A COUGH FOR FOUR DAYS, WORSE AT NIGHT\r"
                + "AL1|1|DA|91936005^Allergy to penicillin^SCT|5|RASH OVER BOTH ARMS|20110607\r"
                + "AL1|2|FA|91935009^Allergy to peanut^SCT|7|SWELLING OF LIPS|19980701\r"
                + "DG1|1||J18.9^Pneumonia, unspecified organism^ICD10||20261123100500|A|||||||||1|" + consultant + "\r"
                + "DG1|2||E11.9^Type 2 diabetes mellitus without complications^ICD10||20190215|A|||||||||2|"
                + consultant
                + "\r"
                + "PR1|1||X52.1^Hyperbaric oxygen therapy^OPCS4||20261123114500|D|30|||||" + consultant + "\r"
                + "OBX|1|NM|8867-4^Heart rate^LN||" + (60 + step % 60)
                + "|/min^^UCUM|60-100|N|||F|||20261123100700\r"
                + "OBX|2|NM|59408-5^Oxygen saturation^LN||91|%^^UCUM|94-98|L|||F|||20261123100700\r"
                + "OBX|3|TX|NOTE^Admission note^L||Lives alone in a ground floor flat. Carer visits twice a day. Key safe"
                + " at the door; the number is held by the care provider. Wears hearing aids in both ears and asks that"
                + " staff face her when they speak. Walks with a frame. Would like her neighbour told.||||||F\r"
                + "ZU1|20261123100000|1|C|20261123100000||300\r"
                + "ZU8|Z|1|N\r";
        return message.getBytes(StandardCharsets.UTF_8);
    }

    /** The NHS number of a synthetic person: from 999 000 0000, never issued, with its right check digit. */
    public static String nhsNumber(int person) {
        int nine = FIRST_NINE_DIGITS + person % PEOPLE;
        while (checkDigit(nine) == 10) {
            nine += PEOPLE;
            if (nine > 999_999_999) {
                nine = FIRST_NINE_DIGITS + (person + 1) % PEOPLE;
            }
        }
        return Integer.toString(nine) + checkDigit(nine);
    }

    private static int checkDigit(int nine) {
        int sum = 0;
        int rest = nine;
        for (int weight = 2; weight <= 10; weight++) {
            sum += rest % 10 * weight;
            rest /= 10;
        }
        int check = 11 - sum % 11;
        return check == 11 ? 0 : check;
    }
}
