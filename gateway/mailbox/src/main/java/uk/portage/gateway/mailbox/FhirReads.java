package uk.portage.gateway.mailbox;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Task;
import uk.portage.gateway.store.MailboxItem;
import uk.portage.gateway.store.Store;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;

/** The reads that HAPI answers for us. Public because HAPI calls it by reflection. */
public final class FhirReads {

    private final Store store;
    private final Mailbox mailbox;
    private final Caseload caseload;
    private final MailboxSettings settings;

    FhirReads(Store store, Mailbox mailbox, Caseload caseload, MailboxSettings settings) {
        this.store = store;
        this.mailbox = mailbox;
        this.caseload = caseload;
        this.settings = settings;
    }

    /** A transfer of the caller's, as a Task. */
    @Read(type = Task.class)
    public Task readTask(@IdParam IdType id, ServletRequestDetails request) {
        return TaskResource.of(mailbox.item(caller(request), id.getIdPart()));
    }

    /** The caller's caseload: how many persons, never who. */
    @Read(type = Group.class)
    public Group readCaseload(@IdParam IdType id, ServletRequestDetails request) {
        OdsCode owner = caller(request);
        return CaseloadGroup.of(owner, caseload.size(owner));
    }

    /** One page of the caller's mailbox, oldest first. Unknown parameters come here too, to be refused by name. */
    @Search(type = Task.class, allowUnknownParams = true)
    public Bundle searchTasks(ServletRequestDetails request) {
        TaskSearch search = TaskSearch.of(request.getParameters());
        TaskPage page = TaskPage.of(store, caller(request), search);
        String base = settings.baseUrl();
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.SEARCHSET);
        page.total().ifPresent(total -> bundle.setTotal(Math.toIntExact(total)));
        link(bundle, "self", base, search.query(search.after()));
        page.next().ifPresent(cursor -> link(bundle, "next", base, search.query(cursor)));
        for (MailboxItem item : page.items()) {
            bundle.addEntry()
                    .setFullUrl(base + "/Task/" + item.transfer())
                    .setResource(TaskResource.of(item))
                    .getSearch()
                    .setMode(Bundle.SearchEntryMode.MATCH);
        }
        return bundle;
    }

    private static void link(Bundle bundle, String relation, String base, String query) {
        bundle.addLink().setRelation(relation).setUrl(base + "/Task?" + query);
    }

    private static OdsCode caller(ServletRequestDetails request) {
        return callerOf(request.getServletRequest())
                .map(Caller::organisation)
                .orElseThrow(() -> new RefusedException(Refusal.unauthenticated()));
    }

    /** Who calls, as whoever checked the credential has noted it. */
    static Optional<Caller> callerOf(HttpServletRequest request) {
        return request.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller ? Optional.of(caller) : Optional.empty();
    }
}
