package uk.portage.gateway.app.demo;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import uk.portage.adapter.spi.SourceDocument;

/**
 * Invents what happens in a hospital and tells it in HL7 v2.4 as an English patient administration system would (ITK
 * HL7 v2): people attend, are admitted, moved, tested, discharged; their details change; records are merged. The same
 * seed gives the same people and events; times and control ids are those of the run. Now and then it errs, as systems
 * do. Not safe for use by several threads.
 */
final class SyntheticHospital {

    /** What kind of message it is, so that its answer can be understood. */
    enum Kind {
        GOOD,
        /** A type that the gateway does not carry. */
        UNSUPPORTED,
        /** Signed by a facility that may not use the channel. */
        WRONG_SENDER,
        /** A control id used before, with other content. */
        CONFLICT,
        /** The bytes of an earlier message once more. */
        REPEAT
    }

    record Event(Kind kind, SourceDocument message) {}

    private static final ZoneId ENGLAND = ZoneId.of("Europe/London");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT).withZone(ENGLAND);
    private static final DateTimeFormatter RUN =
            DateTimeFormatter.ofPattern("yyMMddHHmmss", Locale.ROOT).withZone(ENGLAND);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT);

    private static final List<String> WARDS = List.of("W01^B1^3", "W02^B4^1", "W07^SR^1", "AMU^B2^6", "W12^B3^2");
    private static final List<String> CONSULTANTS =
            List.of("C9990001^PEREGRINE^Ada^^^Dr", "C9990002^MERLINSON^Ivor^^^Mr", "C9990003^GOSHAWKE^Una^^^Professor");
    private static final List<String> DIAGNOSES = List.of(
            "I50.0^Congestive heart failure^I10",
            "J18.9^Pneumonia, unspecified^I10",
            "S72.0^Fracture of neck of femur^I10",
            "N39.0^Urinary tract infection^I10",
            "F05.9^Delirium, unspecified^I10");
    private static final List<String> ALLERGIES = List.of(
            "DA^91936005^Allergy to penicillin^SCT",
            "FA^91935009^Allergy to peanut^SCT",
            "DA^293586001^Allergy to aspirin^SCT");

    private final Random chance;
    private final Clock clock;
    private final String run;
    private final List<SyntheticPerson> people;
    private final Map<SyntheticPerson, String> wardOf = new HashMap<>();
    private final Map<SyntheticPerson, Integer> visitOf = new HashMap<>();
    private int serial;
    private int visits;
    private byte[] previous = new byte[0];

    SyntheticHospital(long seed, int count, Clock clock) {
        this.chance = new Random(seed);
        this.clock = clock;
        this.run = RUN.format(clock.instant());
        this.people = SyntheticPerson.draw(chance, count);
    }

    List<SyntheticPerson> people() {
        return people;
    }

    /** The next message; about one in twelve is faulty. */
    Event next() {
        serial++;
        if (serial % 12 == 0 && previous.length > 0) {
            return faulty((serial / 12) % 5);
        }
        byte[] message = message(controlId(), "RCB");
        previous = message;
        return new Event(Kind.GOOD, SourceDocument.of(message));
    }

    private Event faulty(int which) {
        return switch (which) {
            case 1 -> new Event(Kind.UNSUPPORTED, SourceDocument.of(acknowledgement()));
            case 2 -> new Event(Kind.WRONG_SENDER, SourceDocument.of(message(controlId(), "RXX99")));
            case 3 -> new Event(Kind.CONFLICT, SourceDocument.of(otherContent()));
            case 4 -> new Event(Kind.REPEAT, SourceDocument.of(previous));
            default -> new Event(Kind.GOOD, SourceDocument.of(invalidNhsNumber()));
        };
    }

    private String controlId() {
        return String.format("DEMO%s%06d", run, serial);
    }

    private byte[] message(String controlId, String facility) {
        SyntheticPerson person = SyntheticPerson.pick(chance, people);
        String ward = wardOf.get(person);
        int dice = chance.nextInt(100);
        if (ward == null) {
            if (dice < 20) {
                return attendance(person, controlId, facility);
            } else if (dice < 32) {
                return demographics(person, controlId, facility);
            } else if (dice < 36) {
                return merge(person, controlId, facility);
            }
            return admission(person, controlId, facility);
        } else if (dice < 20) {
            return adt("A02", "ADT_A02", person, controlId, facility, moveTo(person, ward));
        } else if (dice < 40) {
            return result(person, controlId, facility);
        } else if (dice < 60) {
            return adt("A08", "ADT_A01", person, controlId, facility, visit(person, ward, Map.of()));
        } else if (dice < 64) {
            wardOf.remove(person);
            return adt("A11", "ADT_A09", person, controlId, facility, visit(person, ward, Map.of()));
        }
        return discharge(person, ward, controlId, facility);
    }

    private byte[] admission(SyntheticPerson person, String controlId, String facility) {
        String ward = SyntheticPerson.pick(chance, WARDS);
        wardOf.put(person, ward);
        visitOf.put(person, ++visits);
        List<String> more = new ArrayList<>();
        more.add(visit(person, ward, Map.of(4, "21", 14, "19")));
        if (chance.nextInt(3) == 0) {
            more.add(segment(
                    "AL1",
                    Map.of(
                            1, "1",
                            2, "DA",
                            3, SyntheticPerson.pick(chance, ALLERGIES).substring(3),
                            4, "MO",
                            5, "Rash")));
        }
        more.add(segment("DG1", Map.of(1, "1", 3, SyntheticPerson.pick(chance, DIAGNOSES), 6, "A")));
        return adt("A01", "ADT_A01", person, controlId, facility, String.join("\r", more));
    }

    private byte[] attendance(SyntheticPerson person, String controlId, String facility) {
        visitOf.put(person, ++visits);
        return adt("A04", "ADT_A01", person, controlId, facility, visit(person, "ED^MIN^4", Map.of(2, "E")));
    }

    private String moveTo(SyntheticPerson person, String from) {
        String to = SyntheticPerson.pick(chance, WARDS);
        wardOf.put(person, to);
        return visit(person, to, Map.of(6, from + "^RCB55"));
    }

    private byte[] discharge(SyntheticPerson person, String ward, String controlId, String facility) {
        wardOf.remove(person);
        return adt(
                "A03",
                "ADT_A03",
                person,
                controlId,
                facility,
                visit(person, ward, Map.of(36, "1", 37, "19", 45, TIME.format(clock.instant()))));
    }

    private byte[] demographics(SyntheticPerson person, String controlId, String facility) {
        return adt("A31", "ADT_A05", person, controlId, facility, segment("PV1", Map.of(1, "1", 2, "N")));
    }

    private byte[] merge(SyntheticPerson person, String controlId, String facility) {
        return adt(
                "A40", "ADT_A39", person, controlId, facility, segment("MRG", Map.of(1, person.localId() + "X^^^RCB")));
    }

    private byte[] result(SyntheticPerson person, String controlId, String facility) {
        Instant taken = clock.instant().minus(Duration.ofMinutes(30));
        String ward = wardOf.getOrDefault(person, WARDS.get(0));
        String sodium = String.valueOf(128 + chance.nextInt(18));
        String potassium = "4." + chance.nextInt(10);
        return bytes(List.of(
                header("ORU^R01^ORU_R01", controlId, facility),
                identity(person, person.nhsNumber()),
                visit(person, ward, Map.of()),
                segment(
                        "OBR",
                        Map.of(
                                1,
                                "1",
                                2,
                                "P" + serial,
                                3,
                                "L" + serial,
                                4,
                                "UE^Urea and electrolytes^L",
                                7,
                                TIME.format(taken),
                                22,
                                TIME.format(clock.instant()),
                                25,
                                "F")),
                observation(1, "NA^Sodium^L", sodium, "mmol/L", "133-146", taken),
                observation(2, "K^Potassium^L", potassium, "mmol/L", "3.5-5.3", taken)));
    }

    private static String observation(int id, String code, String value, String unit, String range, Instant at) {
        return segment(
                "OBX",
                Map.of(
                        1,
                        String.valueOf(id),
                        2,
                        "NM",
                        3,
                        code,
                        5,
                        value,
                        6,
                        unit,
                        7,
                        range,
                        11,
                        "F",
                        14,
                        TIME.format(at)));
    }

    /** An acknowledgement where a record is expected: a type that is not carried. */
    private byte[] acknowledgement() {
        return bytes(
                List.of(header("ACK^A01^ACK", controlId(), "RCB"), segment("MSA", Map.of(1, "AA", 2, "GW" + serial))));
    }

    /** The message before, with its control id, and a line more. */
    private byte[] otherContent() {
        String text = new String(previous, StandardCharsets.UTF_8);
        return (text + "NTE|1||Added after the message was sent\r").getBytes(StandardCharsets.UTF_8);
    }

    /** A number with a wrong check digit is carried as sent, and flagged: such a transfer is not portable. */
    private byte[] invalidNhsNumber() {
        SyntheticPerson person = SyntheticPerson.pick(chance, people);
        char last = person.nhsNumber().charAt(9);
        String wrong = person.nhsNumber().substring(0, 9) + (char) ('0' + (last - '0' + 1) % 10);
        return bytes(List.of(
                header("ADT^A31^ADT_A05", controlId(), "RCB"),
                event("A31"),
                identity(person, wrong),
                segment("PV1", Map.of(1, "1", 2, "N"))));
    }

    private byte[] adt(
            String trigger, String structure, SyntheticPerson person, String controlId, String facility, String rest) {
        return bytes(List.of(
                header("ADT^" + trigger + "^" + structure, controlId, facility),
                event(trigger),
                identity(person, person.nhsNumber()),
                rest));
    }

    private String header(String type, String controlId, String facility) {
        // One message in four names its receiver; the others reach whoever has the person in the caseload.
        String receiver = serial % 4 == 0 ? "ROUTE" : "";
        return "MSH|^~\\&|DEMOPAS|" + facility + "|" + receiver + "|" + receiver + "|" + TIME.format(clock.instant())
                + "||" + type + "|" + controlId + "|P|2.4|||AL|NE|GBR|UNICODE UTF-8|en-GB";
    }

    private String event(String trigger) {
        String now = TIME.format(clock.instant());
        return segment("EVN", Map.of(1, trigger, 2, now, 6, now));
    }

    private static String identity(SyntheticPerson person, String nhsNumber) {
        return segment(
                "PID",
                Map.of(
                        1,
                        "1",
                        3,
                        nhsNumber + "^^^NHS~" + person.localId() + "^^^RCB",
                        5,
                        person.family() + "^" + person.given() + "^^^" + person.title() + "^^L",
                        7,
                        DATE.format(person.born()),
                        8,
                        person.sex(),
                        11,
                        person.street() + "^^" + person.town() + "^^ZZ99 9ZZ^GBR^H",
                        13,
                        person.telephone() + "^PRN^PH",
                        22,
                        person.ethnicCategory(),
                        32,
                        "NSTS01"));
    }

    private String visit(SyntheticPerson person, String ward, Map<Integer, String> more) {
        Map<Integer, String> fields = new HashMap<>(Map.of(
                1,
                "1",
                2,
                "I",
                3,
                ward + "^RCB55",
                7,
                SyntheticPerson.pick(chance, CONSULTANTS),
                10,
                "300",
                19,
                "V" + run + visitOf.getOrDefault(person, 0),
                44,
                TIME.format(clock.instant().minus(Duration.ofMinutes(1)))));
        fields.putAll(more);
        return segment("PV1", fields);
    }

    private static String segment(String name, Map<Integer, String> fields) {
        StringBuilder line = new StringBuilder(name);
        int last = 0;
        for (Map.Entry<Integer, String> field : new TreeMap<>(fields).entrySet()) {
            line.append("|".repeat(field.getKey() - last)).append(field.getValue());
            last = field.getKey();
        }
        return line.toString();
    }

    private static byte[] bytes(List<String> segments) {
        return (String.join("\r", segments) + "\r").getBytes(StandardCharsets.UTF_8);
    }

    /** A caseload file for the mailbox: the NHS numbers of every person for whom the choice holds. */
    static String caseload(List<SyntheticPerson> people) {
        StringBuilder csv = new StringBuilder("nhs_number\n");
        people.forEach(person -> csv.append(person.nhsNumber()).append('\n'));
        return csv.toString();
    }
}
