package uk.portage.adapter.hl7v2.reader;

/**
 * What is sent only to frame a message and says nothing about a person: the character set, the number of a segment
 * within its group (Set ID), and the data type of a value that follows. It cannot be lost.
 */
public final class Framing {

    private Framing() {}

    /** @param field the field's number; MSH-1 and MSH-2 are never asked for */
    public static boolean is(String segment, int field) {
        return switch (segment) {
            case "MSH" -> field <= 2 || field == 18;
            case "OBX" -> field <= 2;
            case "PID",
                    "ARV",
                    "NK1",
                    "PV1",
                    "AL1",
                    "IAM",
                    "DG1",
                    "PR1",
                    "OBR",
                    "NTE",
                    "SPM",
                    "IN1",
                    "IN3",
                    "GT1",
                    "FT1",
                    "TXA",
                    "AIS",
                    "AIG",
                    "AIL",
                    "AIP",
                    "RGS",
                    "TQ1",
                    "TQ2",
                    "DB1",
                    "UB1",
                    "UB2",
                    "CDO",
                    "CON" -> field == 1;
            default -> false;
        };
    }
}
