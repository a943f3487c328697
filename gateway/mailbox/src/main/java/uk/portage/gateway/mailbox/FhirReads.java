package uk.portage.gateway.mailbox;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Task;

/**
 * Hands to HAPI what the servlet has found, to be encoded and given its headers. HAPI is asked only once there is an
 * answer, because it logs what it takes for a failure. Public because HAPI calls it by reflection.
 */
public final class FhirReads {

    private static final String FOUND = "uk.portage.mailbox.found";

    FhirReads() {}

    static void found(HttpServletRequest request, IBaseResource resource) {
        request.setAttribute(FOUND, resource);
    }

    /** A transfer, as a Task. */
    @Read(type = Task.class)
    public Task readTask(@IdParam IdType id, ServletRequestDetails request) {
        return found(request, Task.class);
    }

    /** A caseload, as a Group. */
    @Read(type = Group.class)
    public Group readCaseload(@IdParam IdType id, ServletRequestDetails request) {
        return found(request, Group.class);
    }

    /** One page of a mailbox. Which parameters there are is not for HAPI to know. */
    @Search(type = Task.class, allowUnknownParams = true)
    public Bundle searchTasks(ServletRequestDetails request) {
        return found(request, Bundle.class);
    }

    private static <R extends IBaseResource> R found(ServletRequestDetails request, Class<R> type) {
        Object found = request.getServletRequest().getAttribute(FOUND);
        return type.cast(Objects.requireNonNull(found, "the servlet asks HAPI only with an answer"));
    }
}
