package uk.portage.gateway.pipeline.amqp;

import org.apache.activemq.artemis.protocol.amqp.proton.handler.EventHandler;
import org.apache.qpid.proton.amqp.transport.AmqpError;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.apache.qpid.proton.engine.Link;

/**
 * Refuses every link in the same words (AMQP 1.0, part 2, section 2.6.3), as if there were no such address. The broker
 * tells what is another's from what there is not, by several conditions, and a destination could try all codes to learn
 * who else collects here. Comes after the broker's own handler has refused, and before its refusal is written.
 */
final class SameRefusal implements EventHandler {

    @Override
    public void onRemoteOpen(Link link) {
        ErrorCondition condition = link.getCondition();
        if (condition != null && condition.getCondition() != null) {
            link.setCondition(new ErrorCondition(
                    AmqpError.NOT_FOUND, "there is no such address for this login, or no such use of it"));
        }
    }
}
