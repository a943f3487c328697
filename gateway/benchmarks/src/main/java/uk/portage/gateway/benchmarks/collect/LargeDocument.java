package uk.portage.gateway.benchmarks.collect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import uk.portage.gateway.benchmarks.load.SyntheticAdmission;

/** One document with an attachment that makes it as large as is asked for, in base64 as it travels. */
public final class LargeDocument {

    private LargeDocument() {}

    /** A FHIR message to a destination. */
    static byte[] fhir(int number, String destination, int bytes) {
        String before = """
                {"resourceType":"Bundle","id":"large-%1$d","type":"message","timestamp":"2026-11-23T09:30:00Z","entry":[
                {"fullUrl":"urn:uuid:0b5b6a3e-6d5c-4c07-9d3c-0d4a3f6f0001","resource":{"resourceType":"MessageHeader",
                "eventCoding":{"system":"http://terminology.hl7.org/CodeSystem/v2-0003","code":"T02"},
                "destination":[{"endpoint":"https://portage.example/fhir","receiver":{"identifier":
                {"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"%2$s"}}}],
                "sender":{"identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"RCB"}},
                "source":{"name":"Figures","endpoint":"https://fhir.example.org/r4"},
                "focus":[{"reference":"urn:uuid:0b5b6a3e-6d5c-4c07-9d3c-0d4a3f6f0003"}]}},
                {"fullUrl":"urn:uuid:0b5b6a3e-6d5c-4c07-9d3c-0d4a3f6f0002","resource":{"resourceType":"Patient",
                "identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"%3$s"}]}},
                {"fullUrl":"urn:uuid:0b5b6a3e-6d5c-4c07-9d3c-0d4a3f6f0003","resource":{"resourceType":
                "DocumentReference","status":"current","subject":{"reference":
                "urn:uuid:0b5b6a3e-6d5c-4c07-9d3c-0d4a3f6f0002"},
                "content":[{"attachment":{"contentType":"application/pdf","data":"\
                """.formatted(number, destination, SyntheticAdmission.nhsNumber(number));
        return padded(before, "\"}}]}}]}", bytes);
    }

    /** An HL7 v2 message to the first destination. */
    public static byte[] hl7v2(int number, int bytes) {
        String before = "MSH|^~\\&|PAS|RCB|PORTAGE|ROUTE|20261123101500||MDM^T02^MDM_T02|LARGE" + number
                + "|P|2.4|||AL|NE|GBR|UNICODE|EN||iTKv1.0\r"
                + "EVN|T02|20261123101500\r"
                + "PID|1||" + SyntheticAdmission.nhsNumber(number) + "^^^NHS||BRAMBLE^ADA^^^MS^^L||19470312|2\r"
                + "PV1|1|I|WARD7^BAY2^BED4^RCB55\r"
                + "TXA|1|DS|PDF|20261123101500||||||||D" + number + "\r"
                + "OBX|1|ED|PDF^Letter^L||^application^pdf^Base64^";
        return padded(before, "||||||F\r", bytes);
    }

    private static byte[] padded(String before, String after, int bytes) {
        byte[] document = new byte[bytes];
        byte[] head = before.getBytes(StandardCharsets.UTF_8);
        byte[] tail = after.getBytes(StandardCharsets.UTF_8);
        int room = (bytes - head.length - tail.length) / 4 * 4;
        System.arraycopy(head, 0, document, 0, head.length);
        for (int i = 0; i < room; i++) {
            document[head.length + i] = (byte) ('A' + (i * 7 + i / 26) % 26);
        }
        System.arraycopy(tail, 0, document, head.length + room, tail.length);
        return Arrays.copyOf(document, head.length + room + tail.length);
    }
}
