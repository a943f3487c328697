package uk.portage.gateway.app;

/** Messages about nobody, as files hold them. */
final class SyntheticMessages {

    static final String ADMISSION = """
            MSH|^~\\&|PAS|RCB||ROUTE|20261123101500||ADT^A01^ADT_A01|APP1|P|2.4|||AL|NE|GBR
            EVN|A01|20261123101500||||20261123101400
            PID|1||9990000018^^^NHS~L1^^^RCB||OXLIP^Wren^^^Ms^^L||19500102|2|||1 Otter Lane^^Nethermere^^ZZ99 9ZZ^GBR^H\
            |||||||||||||||||||||NSTS01
            PV1|1|I|W01^B1^3^RCB55||||C9990001^PEREGRINE^Ada^^^Dr
            """;

    static final String UNSUPPORTED = """
            MSH|^~\\&|PAS|RCB||ROUTE|20261123101500||ACK^A01^ACK|APP2|P|2.4
            MSA|AA|1
            """;

    private SyntheticMessages() {}
}
