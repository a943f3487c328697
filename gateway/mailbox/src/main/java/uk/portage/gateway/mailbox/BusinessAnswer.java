package uk.portage.gateway.mailbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import uk.portage.gateway.transfer.RejectionReason;
import uk.portage.gateway.transfer.TaskStatus;

/**
 * A business acknowledgement as it comes by message: {@code {"status": "completed"}}, or with status {@code rejected} and
 * a {@code reason}, one of the codes of {@link RejectionReason}; beside them the {@code message_id} that it answers, if
 * nothing else says so.
 *
 * @param message the message it answers, as it was sent; empty if it does not say
 */
public record BusinessAnswer(Optional<String> message, Answer answer) {

    /** Beyond any lawful one. */
    private static final int LARGEST = 10_000;

    private static final List<String> MEMBERS = List.of("message_id", "status", "reason");
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * Reads one.
     *
     * @throws UnusableBusinessAnswerException if it is not one
     */
    public static BusinessAnswer of(byte[] bytes) {
        Map<String, String> members = bytes.length > LARGEST ? Map.of() : members(bytes);
        Optional<RejectionReason> reason = Optional.ofNullable(members.get("reason"))
                .map(code -> RejectionReason.ofCode(code)
                        .orElseThrow(() -> unusable("reason must be one of "
                                + Arrays.stream(RejectionReason.values())
                                        .map(RejectionReason::code)
                                        .collect(Collectors.joining(", ")))));
        boolean rejected = "rejected".equals(members.get("status"));
        if (!rejected && !"completed".equals(members.get("status"))) {
            throw unusable("status must be completed or rejected");
        }
        if (rejected != reason.isPresent()) {
            throw unusable("a reason is given with the status rejected, and only then");
        }
        return new BusinessAnswer(
                Optional.ofNullable(members.get("message_id")),
                new Answer(rejected ? TaskStatus.REJECTED : TaskStatus.COMPLETED, reason));
    }

    private static Map<String, String> members(byte[] bytes) {
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw unusable("it must be a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (!MEMBERS.contains(name) || json.nextToken() != JsonToken.VALUE_STRING) {
                    throw unusable("it has the texts message_id, status and reason, and nothing else");
                }
                members.put(name, json.getText());
            }
            if (json.nextToken() != null) {
                throw unusable("it must be one JSON object");
            }
            return members;
        } catch (IOException notJson) {
            throw unusable("it must be a JSON object");
        }
    }

    private static UnusableBusinessAnswerException unusable(String why) {
        return new UnusableBusinessAnswerException(why);
    }
}
