package uk.portage.gateway.auditor.page;

import java.util.List;

/** What happened to one transfer. */
public record TimelinePage(
        Shell shell,
        String id,
        String status,
        String tag,
        String meaning,
        String pair,
        List<Fact> facts,
        List<Happening> happenings,
        String apiPath) {

    public TimelinePage {
        facts = List.copyOf(facts);
        happenings = List.copyOf(happenings);
    }

    public record Fact(String name, String value) {}

    /**
     * One entry.
     *
     * @param tone good, bad or neutral
     * @param after how long after the start of the transfer's clock
     */
    public record Happening(
            String sequence,
            String what,
            String tone,
            String time,
            String machineTime,
            String after,
            List<Fact> facts) {
        public Happening {
            facts = List.copyOf(facts);
        }
    }
}
