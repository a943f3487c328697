package uk.portage.gateway.pipeline.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.pipeline.receive.MllpFrameDecoder.Found;

class MllpFrameDecoderTest {

    private static final int MAX = 100_000;

    private final ReceiveBudget budget = new ReceiveBudget(1_000_000);
    private final MllpFrameDecoder decoder = new MllpFrameDecoder(MAX, budget);
    private final List<String> found = new ArrayList<>();

    @Test
    void a_frame_is_what_stands_between_VT_and_FS_CR() {
        feed("\u000bMSH|a\rPID|b\r\u001c\r");
        assertThat(found).containsExactly("MSH|a\rPID|b\r");
    }

    @Test
    void frames_that_come_together_are_told_apart() {
        feed("\u000bone\u001c\r\u000btwo\u001c\r\u000bthree\u001c\r");
        assertThat(found).containsExactly("one", "two", "three");
    }

    @Test
    void bytes_between_frames_are_skipped() {
        feed("\r\n\u0000hello\u000bone\u001c\r\r\n\n\u001c\r\u000btwo\u001c\r\n");
        assertThat(found).containsExactly("one", "two");
    }

    @Test
    void an_empty_frame_is_an_empty_document() {
        feed("\u000b\u001c\r");
        assertThat(found).containsExactly("");
    }

    @Test
    void FS_without_CR_VT_and_NUL_are_data() {
        feed("\u000bMSH|a\u001cb\u000bc\u0000\u001c\u001c\r\u001c\r");
        // The second FS before the CR ends the frame; the first belongs to it.
        assertThat(found).containsExactly("MSH|a\u001cb\u000bc\u0000\u001c");
    }

    @Test
    void a_sender_that_begins_again_breaks_its_frame_off() {
        feed("\u000bMSH|one\rPID|\u000bMSH|two\r\u001c\r");
        assertThat(found).containsExactly("FRAME_INCOMPLETE:MSH|one\rPID|", "MSH|two\r");
    }

    @Test
    void a_repeated_VT_before_a_frame_loses_nothing() {
        feed("\u000b\u000bMSH|one\r\u001c\r");
        assertThat(found).containsExactly("MSH|one\r");
    }

    @Test
    void FS_without_CR_ends_a_frame_if_the_next_frame_or_the_end_follows() {
        feed("\u000bMSH|one\r\u001c\u000bMSH|two\r\u001c");
        add(decoder.end());
        assertThat(found).containsExactly("MSH|one\r", "MSH|two\r");
    }

    @Test
    void the_end_in_the_middle_of_a_frame_leaves_it_incomplete() {
        feed("\u000bMSH|one\rPI");
        add(decoder.end());
        assertThat(found).containsExactly("FRAME_INCOMPLETE:MSH|one\rPI");
    }

    @Test
    void the_largest_document_passes_and_one_byte_more_does_not() {
        feed("\u000b" + "x".repeat(MAX) + "\u001c\r");
        assertThat(found).hasSize(1);
        assertThat(found.get(0)).hasSize(MAX);
        found.clear();
        decoder.release();
        feed("\u000b" + "x".repeat(MAX + 1) + "\u001c\r\u000bnext\u001c\r");
        assertThat(found).hasSize(3);
        assertThat(found.get(0)).startsWith("OVERSIZED:xxx");
        assertThat(found.subList(1, 3)).containsExactly("discarded", "next");
    }

    @Test
    void the_head_of_a_refused_frame_ends_with_a_whole_segment() {
        String first = "MSH|" + "a".repeat(100) + "\r";
        feed("\u000b" + first + "OBX|" + "b".repeat(2 * MAX));
        assertThat(found).containsExactly("OVERSIZED:" + first);
    }

    @Test
    void what_is_discarded_takes_no_memory() {
        feed("\u000b" + "x".repeat(MAX + 100));
        for (int i = 0; i < 100; i++) {
            feed("y".repeat(MAX));
        }
        assertThat(budget.held()).isZero();
        feed("\u001c\r\u000bnext\u001c\r");
        assertThat(found).hasSize(3);
    }

    @Test
    void large_frames_are_held_to_a_common_budget() {
        MllpFrameDecoder other = new MllpFrameDecoder(MAX, new ReceiveBudget(70_000));
        ByteBuf bytes = Unpooled.wrappedBuffer(("\u000b" + "x".repeat(MAX - 10)).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(other.next(bytes))
                .isInstanceOfSatisfying(
                        Found.Unwanted.class,
                        unwanted -> assertThat(unwanted.refusal().code()).isEqualTo(FailureCode.OVERLOADED));
    }

    @Test
    void the_budget_is_given_back_when_a_document_has_been_answered() {
        feed("\u000b" + "x".repeat(MAX - 10));
        assertThat(budget.held()).isPositive();
        feed("\u001c\r");
        assertThat(budget.held()).isPositive();
        decoder.release();
        assertThat(budget.held()).isZero();
    }

    @Test
    void a_stream_without_frames_is_given_up() {
        feed("x".repeat(MllpFrameDecoder.MAX_NOISE_BYTES + 1));
        assertThat(found).containsExactly("UNREADABLE:");
    }

    @Test
    void it_does_not_matter_how_the_bytes_are_cut() {
        Random random = new Random(20261123);
        String alphabet = "MSH|ab\r\r\u000b\u000b\u001c\u001c\u0000";
        for (int run = 0; run < 3_000; run++) {
            StringBuilder stream = new StringBuilder();
            int length = random.nextInt(120);
            for (int i = 0; i < length; i++) {
                stream.append(
                        random.nextInt(12) == 0
                                ? "\u000bMSH|"
                                : random.nextInt(12) == 0
                                        ? "\u001c\r"
                                        : String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))));
            }
            byte[] bytes = stream.toString().getBytes(StandardCharsets.ISO_8859_1);
            List<String> whole = decode(bytes, bytes.length + 1, random);
            assertThat(decode(bytes, 1, random)).as("run %d", run).isEqualTo(whole);
            assertThat(decode(bytes, 7, random)).as("run %d", run).isEqualTo(whole);
        }
    }

    private static List<String> decode(byte[] bytes, int most, Random random) {
        MllpFrameDecoderTest test = new MllpFrameDecoderTest();
        int at = 0;
        while (at < bytes.length) {
            int next = Math.min(bytes.length, at + (most > 7 ? most : 1 + random.nextInt(most)));
            test.feed(Arrays.copyOfRange(bytes, at, next));
            at = next;
        }
        test.add(test.decoder.end());
        return test.found;
    }

    private void feed(String text) {
        feed(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void feed(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        while (in.isReadable()) {
            add(decoder.next(in));
        }
    }

    private void add(Found what) {
        if (what instanceof Found.Whole whole) {
            found.add(new String(whole.document().bytes(), StandardCharsets.ISO_8859_1));
        } else if (what instanceof Found.BrokenOff brokenOff) {
            add(brokenOff.refusal());
        } else if (what instanceof Found.Unwanted unwanted) {
            add(unwanted.refusal());
        } else if (what instanceof Found.Discarded) {
            found.add("discarded");
        }
    }

    private void add(FrameRefusal refusal) {
        found.add(refusal.code() + ":" + new String(refusal.head().bytes(), StandardCharsets.ISO_8859_1));
    }
}
