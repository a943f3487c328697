package uk.portage.gateway.mailbox.mesh;

import java.util.function.Predicate;

/** The filter of an inbox by workflow identifier: equal, begins with, contains, and the contrary of each. */
final class WorkflowFilter {

    private WorkflowFilter() {}

    /** @param text for example {@code W}, {@code W*}, {@code *_ACK*}, {@code !*_ACK*} */
    static Predicate<String> of(String text) {
        if (text.startsWith("!")) {
            return of(text.substring(1)).negate();
        }
        boolean begins = text.endsWith("*");
        boolean contains = begins && text.startsWith("*") && text.length() > 1;
        if (contains) {
            String part = text.substring(1, text.length() - 1);
            return workflow -> workflow.contains(part);
        }
        if (begins) {
            String start = text.substring(0, text.length() - 1);
            return workflow -> workflow.startsWith(start);
        }
        return text::equals;
    }
}
