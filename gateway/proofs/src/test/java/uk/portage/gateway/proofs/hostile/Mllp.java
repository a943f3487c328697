package uk.portage.gateway.proofs.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import uk.portage.gateway.proofs.hostile.HostileCase.Heard;

/** A sender that says something hostile and then, on the same connection, something good. */
final class Mllp {

    private static final Pattern FRAME = Pattern.compile("(?s)\u000B(.*?)\u001C\r");
    private static final Pattern LAWFUL =
            Pattern.compile("MSH\\|[^\r]*\rMSA\\|(A[AER])\\|([^\r|]*)[^\r]*\r(ERR\\|[^\r]*\r)*");

    private Mllp() {}

    static byte[] frame(byte[] message) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 3);
        frame.write(0x0B);
        frame.writeBytes(message);
        frame.write(0x1C);
        frame.write('\r');
        return frame.toByteArray();
    }

    /**
     * The codes of the answers to the hostile part, then {@code closed} if the good message was not answered any more;
     * {@code nothing} if only the good message was.
     */
    static Heard say(HostileWorld world, byte[] hostile) throws IOException {
        String id = world.newId();
        byte[] good = frame(HostileWorld.admission(id).getBytes(UTF_8));
        Wire.Bytes heard = Wire.say(
                world.mllpPort(),
                socket -> {
                    socket.getOutputStream().write(hostile);
                    socket.getOutputStream().write(good);
                },
                text -> text.contains("|AA|" + id + "|"));
        return heard(heard, id);
    }

    /** The same of a conversation without a good message at its end. */
    static Heard heard(Wire.Bytes heard) {
        return heard(heard, "");
    }

    private static Heard heard(Wire.Bytes heard, String good) {
        List<String> words = new ArrayList<>();
        boolean isGoodAnswered = false;
        Matcher frames = FRAME.matcher(heard.text());
        while (frames.find()) {
            Matcher answer = LAWFUL.matcher(frames.group(1));
            if (!answer.matches()) {
                words.add("injected");
            } else if (!good.isEmpty() && answer.group(2).equals(good)) {
                isGoodAnswered = answer.group(1).equals("AA");
            } else {
                words.add(answer.group(1));
            }
        }
        if (!isGoodAnswered) {
            words.add(heard.ended() ? "closed" : "silence");
        }
        return new Heard(words.isEmpty() ? "nothing" : String.join(" ", words), heard.text());
    }
}
