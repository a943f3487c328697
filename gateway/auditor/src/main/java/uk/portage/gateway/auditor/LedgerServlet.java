package uk.portage.gateway.auditor;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import uk.portage.adapter.spi.FailureCode;
import uk.portage.gateway.ledger.LedgerTree;
import uk.portage.gateway.ledger.Tile;
import uk.portage.verifier.tree.Hash;

/**
 * The ledger as static files (C2SP tlog-tiles), to be mapped to {@code /ledger/*}: checkpoints, the tree in tiles, and the
 * entries. It answers auditors and operators, and reads only; what they get holds nothing of a record.
 */
public final class LedgerServlet extends HttpServlet {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String BYTES = "application/octet-stream";
    private static final String FOR_EVER = "private, max-age=31536000, immutable";
    private static final String NEVER = "no-store";
    private static final int MOST_CHECKPOINTS = 1_000;

    private final transient LedgerTree tree;

    public LedgerServlet(LedgerTree tree) {
        this.tree = tree;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Problem> refused = AuditServlet.refusal(request);
        if (refused.isPresent()) {
            AuditServlet.refuse(refused.get(), response);
            return;
        }
        try {
            Optional<LedgerAddress.Asked> asked =
                    LedgerAddress.of(Optional.ofNullable(request.getPathInfo()).orElse(""));
            Optional<File> file = asked.flatMap(this::file);
            if (file.isPresent()) {
                file.get().writeTo(response);
            } else {
                Answer.problem(Problem.of(
                                HttpServletResponse.SC_NOT_FOUND,
                                FailureCode.NOT_FOUND,
                                "Not found",
                                "The ledger has no such part."))
                        .writeTo(response);
            }
        } catch (RuntimeException e) {
            getServletContext().log("the ledger could not be read", e);
            Answer.problem(Problem.of(
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            FailureCode.STORE_UNAVAILABLE,
                            "The ledger cannot be read",
                            "The ledger cannot be read at the moment. Try again in a minute."))
                    .writeTo(response);
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record File(String type, String cache, byte[] content) {

        static File text(String text) {
            return new File(TEXT, NEVER, text.getBytes(StandardCharsets.UTF_8));
        }

        void writeTo(HttpServletResponse response) throws IOException {
            response.setStatus(HttpServletResponse.SC_OK);
            Answer.ALWAYS.forEach(response::setHeader);
            response.setHeader("Cache-Control", cache);
            response.setContentType(type);
            response.setContentLength(content.length);
            response.getOutputStream().write(content);
        }
    }

    private Optional<File> file(LedgerAddress.Asked asked) {
        return switch (asked.address()) {
            case CHECKPOINT -> tree.newest().map(head -> File.text(head.note().note()));
            case CHECKPOINTS -> Optional.of(File.text(notes(tree.after(asked.number(1), MOST_CHECKPOINTS))));
            case KEYS -> Optional.of(File.text(keys()));
            case WITNESS_REQUEST -> witnessRequest(asked.number(1));
            case ENTRIES -> entries(asked.index(1), asked.width(2, Tile.WIDTH));
            case TILE -> hashes(new Tile((int) asked.number(1), asked.index(2)), asked.width(3, Tile.WIDTH));
        };
    }

    private static String notes(List<LedgerTree.Head> heads) {
        StringBuilder notes = new StringBuilder();
        heads.forEach(head -> notes.append(head.note().note()));
        return notes.toString();
    }

    private String keys() {
        StringBuilder keys = new StringBuilder();
        tree.keys()
                .forEach(key -> keys.append(key.size())
                        .append(' ')
                        .append(key.verifierKey())
                        .append('\n'));
        return keys.toString();
    }

    private Optional<File> witnessRequest(long old) {
        return tree.newest().filter(head -> old <= head.checkpoint().size()).map(head -> {
            StringBuilder text = new StringBuilder("old ").append(old).append('\n');
            tree.consistency(old, head.checkpoint().size())
                    .forEach(hash -> text.append(hash.base64()).append('\n'));
            return File.text(text.append('\n').append(head.note().note()).toString());
        });
    }

    /** Only what is signed is given out, so that whoever reads can check it. */
    private boolean isThere(Tile tile, int width) {
        long size = tree.newest().map(head -> head.checkpoint().size()).orElse(0L);
        return width <= tile.widthIn(size);
    }

    private Optional<File> hashes(Tile tile, int width) {
        if (!isThere(tile, width)) {
            return Optional.empty();
        }
        List<Hash> hashes = tree.hashes(tile);
        if (hashes.size() < width) {
            return Optional.empty();
        }
        byte[] content = new byte[width * Hash.LENGTH];
        for (int i = 0; i < width; i++) {
            hashes.get(i).copyTo(content, i * Hash.LENGTH);
        }
        return Optional.of(new File(BYTES, FOR_EVER, content));
    }

    /** Each entry after its length in two bytes. */
    private Optional<File> entries(long index, int width) {
        if (!isThere(new Tile(0, index), width)) {
            return Optional.empty();
        }
        List<String> entries = tree.entries(index);
        if (entries.size() < width) {
            return Optional.empty();
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(width * 512);
        for (String entry : entries.subList(0, width)) {
            byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
            content.write(bytes.length >> Byte.SIZE);
            content.write(bytes.length);
            content.writeBytes(bytes);
        }
        return Optional.of(new File(BYTES, FOR_EVER, content.toByteArray()));
    }
}
