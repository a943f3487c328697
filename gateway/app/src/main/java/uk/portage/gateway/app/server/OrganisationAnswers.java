package uk.portage.gateway.app.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import uk.portage.gateway.app.registry.OrganisationOrders;
import uk.portage.gateway.app.registry.OrganisationOrders.NotCommittedException;
import uk.portage.gateway.app.registry.OrganisationOrders.Outcome;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;

/** Orders of the register of organisations, over HTTP. */
final class OrganisationAnswers {

    private final OrganisationOrders organisations;

    OrganisationAnswers(OrganisationOrders organisations) {
        this.organisations = organisations;
    }

    /** Does what is ordered of one organisation, and says what came of it. */
    void change(OperatorServlet.Order order, String code, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Optional<OdsCode> organisation =
                OdsCode.parse(code).filter(parsed -> parsed.value().equals(code));
        if (organisation.isEmpty()) {
            ErrorAnswer.write(
                    request,
                    response,
                    422,
                    Optional.of("INVALID_VALUE"),
                    "an ODS code has 3 to 12 capital letters and digits");
            return;
        }
        OdsCode operator = ((Caller) request.getAttribute(Caller.ATTRIBUTE)).organisation();
        Outcome outcome;
        try {
            OrganisationForm form = OrganisationForm.of(request);
            outcome = switch (order) {
                case ADD ->
                    organisations.add(operator, organisation.get(), form.name(), form.roles(), form.certificates());
                case SUSPEND -> organisations.suspend(operator, organisation.get(), true);
                case RESUME -> organisations.suspend(operator, organisation.get(), false);
                case ROTATE -> organisations.rotate(operator, organisation.get(), form.onlyRole(), form.overlap());
                default -> throw new IllegalStateException(order.name());
            };
        } catch (WrongContentException wrong) {
            ErrorAnswer.write(request, response, 422, Optional.of("INVALID_VALUE"), wrong.what());
            return;
        } catch (NotCommittedException late) {
            ErrorAnswer.write(
                    request, response, 503, Optional.of("STORE_UNAVAILABLE"), "the store did not commit: try again");
            return;
        }
        if (outcome instanceof Outcome.Done done) {
            response.setHeader("Cache-Control", "no-store");
            OperatorServlet.write(response, 200, done.text());
        } else if (outcome instanceof Outcome.Refused refused) {
            ErrorAnswer.write(request, response, 409, Optional.of("INVALID_VALUE"), refused.why());
        } else {
            ErrorAnswer.write(request, response, 404, Optional.of("NOT_FOUND"), "no such organisation is known");
        }
    }
}
