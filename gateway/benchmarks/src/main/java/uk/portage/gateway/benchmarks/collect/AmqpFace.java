package uk.portage.gateway.benchmarks.collect;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import org.apache.qpid.jms.JmsConnectionFactory;

/** By AMQP 1.0 with Qpid JMS: settled is collected; the business acknowledgement goes to the reply address. */
final class AmqpFace implements Face {

    private static final long PATIENCE_MILLISECONDS = 20_000;
    private static final int SETTLED_TOGETHER = 10;

    private final Connection connection;
    private final Session session;
    private final MessageConsumer consumer;
    private final MessageProducer producer;

    AmqpFace(int port, String destination, String token) throws JMSException {
        connection = new JmsConnectionFactory(destination, token, "amqp://127.0.0.1:" + port).createConnection();
        connection.start();
        session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        consumer = session.createConsumer(session.createQueue("mailbox." + destination));
        producer = session.createProducer(session.createQueue("reply." + destination));
    }

    @Override
    public String name() {
        return "amqp";
    }

    @Override
    public int collect(int most) throws Exception {
        int collected = 0;
        List<String> settled = new ArrayList<>();
        while (collected < most) {
            Message message = consumer.receive(PATIENCE_MILLISECONDS);
            if (message == null) {
                break;
            }
            settled.add(message.getStringProperty("transfer"));
            collected++;
            if (settled.size() == SETTLED_TOGETHER || collected == most) {
                message.acknowledge();
                for (String transfer : settled) {
                    TextMessage answer = session.createTextMessage("{\"status\":\"completed\"}");
                    answer.setJMSCorrelationID(transfer);
                    producer.send(answer);
                }
                settled.clear();
            }
        }
        return collected;
    }

    @Override
    public void close() throws JMSException {
        connection.close();
    }
}
