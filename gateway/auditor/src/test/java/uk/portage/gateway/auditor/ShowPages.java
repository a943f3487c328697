package uk.portage.gateway.auditor;

/** Shows the pages with invented transfers to whoever develops them: arguments are a port and "empty" or nothing. */
final class ShowPages {

    private ShowPages() {}

    public static void main(String[] arguments) throws InterruptedException {
        boolean empty = arguments.length > 1 && arguments[1].equals("empty");
        AuditSettings settings = new AuditSettings("0.1.0", SampleLedger.NAMES, AuditSettings.USUAL_SMALLEST_SHOWN);
        try (AuditServer shown = new AuditServer(
                empty ? ListedLedger.empty() : SampleLedger.build(),
                settings,
                Integer.parseInt(arguments[0]),
                "AUDITOR")) {
            shown.address("/audit/");
            Thread.currentThread().join();
        }
    }
}
