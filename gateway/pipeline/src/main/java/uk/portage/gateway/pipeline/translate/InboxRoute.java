package uk.portage.gateway.pipeline.translate;

import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsMessage;
import uk.portage.gateway.pipeline.broker.Addresses;
import uk.portage.gateway.transfer.SubmissionId;

/**
 * From the inbox to {@link Inbox}. The broker's transaction ends after the store's commit: whatever fails before comes
 * again. Messages of one person have one group id and so one consumer at a time.
 */
public final class InboxRoute extends RouteBuilder {

    private final Inbox inbox;
    private final int consumers;

    public InboxRoute(Inbox inbox, int consumers) {
        this.inbox = inbox;
        this.consumers = consumers;
    }

    @Override
    public void configure() {
        // What is thrown takes the message back to the broker, which counts the attempts.
        errorHandler(noErrorHandler());
        from("jms:queue:" + Addresses.INBOX
                        + "?transacted=true&lazyCreateTransactionManager=false&cacheLevelName=CACHE_CONSUMER"
                        + "&concurrentConsumers=" + consumers
                        + "&disableReplyTo=true&acceptMessagesWhileStopping=false&errorHandlerLoggingLevel=DEBUG")
                .routeId("translate")
                .process(this::take);
    }

    private void take(Exchange exchange) throws JMSException {
        // No header is read into the exchange: the claim check is all there is.
        JmsMessage brought = Objects.requireNonNull(exchange.getMessage(JmsMessage.class));
        TextMessage message = (TextMessage) brought.getJmsMessage();
        inbox.take(SubmissionId.parse(message.getText()), message.getIntProperty("JMSXDeliveryCount"));
    }
}
