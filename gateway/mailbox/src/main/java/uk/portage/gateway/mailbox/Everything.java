package uk.portage.gateway.mailbox;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import uk.portage.gateway.mailbox.Refusal.IssueType;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.store.heap.DocumentHeap;
import uk.portage.gateway.store.heap.HeapRoom;
import uk.portage.gateway.transfer.OdsCode;
import uk.portage.gateway.transfer.OrderingKey;
import uk.portage.gateway.transfer.TaskStatus;

/**
 * All that a destination's mailbox holds of a person (FHIR R4, patient-operation-everything.html): the resources of its
 * transfers' bundles, waiting or collected, a few transfers to a page.
 *
 * @param count transfers to a page
 * @param after the id of the transfer after which the page begins, empty for the first
 */
record Everything(OrderingKey person, int count, String after) {

    static final int DEFAULT_COUNT = 10;
    static final int MAXIMUM_COUNT = 50;

    private static final String IDENTIFIER = "identifier";

    /** @throws RefusedException if a parameter is not known, is missing or has a value that it cannot have */
    static Everything of(Map<String, String[]> parameters, MailboxSettings settings) {
        Optional<OrderingKey> person = Optional.empty();
        int count = DEFAULT_COUNT;
        String after = "";
        for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
            String value = parameter.getValue()[0];
            if (parameter.getValue().length > 1) {
                throw invalid("each parameter is there once");
            }
            switch (parameter.getKey()) {
                case IDENTIFIER -> person = Optional.of(Persons.identified(value, settings));
                case Persons.PARAMETER -> person = person.or(() -> Optional.of(Persons.linked(value)));
                case TaskSearch.COUNT -> count = count(value);
                case TaskSearch.CURSOR -> after = value;
                case TaskSearch.FORMAT, TaskSearch.PRETTY -> {
                    // How the answer looks was chosen before.
                }
                default ->
                    throw invalid("a parameter that is not supported; those that are: identifier, _count, _cursor,"
                            + " _format");
            }
        }
        return new Everything(person.orElseThrow(() -> invalid("identifier is missing")), count, after);
    }

    /**
     * One page. That its transfers are collected is recorded before it is returned.
     *
     * @param share of the heap, for as long as the page is in it
     */
    Bundle page(FhirContext context, Store store, Mailbox mailbox, OdsCode caller, String base, HeapRoom.Share share) {
        long position = TaskPage.position(store, caller, after);
        List<MailboxItem> left = store.mailboxOf(caller, person).stream()
                .filter(item -> item.position() > position && item.status() != TaskStatus.CANCELLED)
                .filter(item -> !store.isErased(item.submission()))
                .toList();
        List<MailboxItem> items = left.subList(0, Math.min(count, left.size()));
        Map<MailboxItem, StoredBundle> stored = new LinkedHashMap<>();
        Map<MailboxItem, Integer> sizes = new LinkedHashMap<>();
        long bytes = items.stream()
                .mapToLong(item ->
                        store.bundleSize(item.submission(), item.rendering()).orElse(0))
                .sum();
        if (!share.growTo(bytes * DocumentHeap.REWRITTEN, DocumentHeap.PATIENCE)) {
            throw new RefusedException(Refusal.overloaded());
        }
        for (MailboxItem item : items) {
            StoredBundle bundle = mailbox.bundle(item);
            stored.put(item, bundle);
            sizes.put(item, bundle.bytes().length);
        }
        if (!items.isEmpty()) {
            stored.keySet().retainAll(mailbox.collect(sizes));
        }
        Bundle page = new Bundle();
        page.setType(Bundle.BundleType.SEARCHSET);
        page.addLink().setRelation("self").setUrl(link(base, after));
        if (items.size() < left.size()) {
            String last = items.get(items.size() - 1).transfer().toString();
            page.addLink().setRelation("next").setUrl(link(base, last));
        }
        Set<String> addresses = new HashSet<>();
        IParser parser = context.newJsonParser();
        parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
        for (StoredBundle bundle : stored.values()) {
            Bundle record = parser.parseResource(Bundle.class, new String(bundle.bytes(), StandardCharsets.UTF_8));
            for (BundleEntryComponent entry : record.getEntry()) {
                BundleEntryComponent added = page.addEntry().setResource(entry.getResource());
                // Two records of the same bytes have the same ids; a bundle may name an address once only.
                if (entry.hasFullUrl() && addresses.add(entry.getFullUrl())) {
                    added.setFullUrl(entry.getFullUrl());
                }
                added.getSearch().setMode(Bundle.SearchEntryMode.MATCH);
            }
        }
        return page;
    }

    private String link(String base, String cursor) {
        return base + "/Patient/$everything?" + Persons.PARAMETER + "=" + person.value() + "&" + TaskSearch.COUNT + "="
                + count + (cursor.isEmpty() ? "" : "&" + TaskSearch.CURSOR + "=" + cursor);
    }

    private static int count(String value) {
        try {
            int count = Integer.parseInt(value);
            if (count > 0) {
                return Math.min(count, MAXIMUM_COUNT);
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, like a number below 1.
        }
        throw invalid("_count is a number from 1; a page has " + MAXIMUM_COUNT + " transfers at most");
    }

    private static RefusedException invalid(String text) {
        return new RefusedException(Refusal.badRequest(IssueType.VALUE, text));
    }
}
