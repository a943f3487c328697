package uk.portage.gateway.mailbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import uk.portage.gateway.store.ExportFile;
import uk.portage.gateway.store.ExportJob;
import uk.portage.gateway.transfer.OdsCode;

/** The answers of an export (FHIR Bulk Data Access 2.0): kick-off, status, files, end. */
final class ExportAnswers {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String GZIPPED = "-gzip";
    /** Long enough for some slices. */
    private static final String SOON = "1";

    private final Exports exports;
    private final StrictParser parser;
    private final MailboxSettings settings;

    ExportAnswers(Exports exports, StrictParser parser, MailboxSettings settings) {
        this.exports = exports;
        this.parser = parser;
        this.settings = settings;
    }

    void kickOff(OdsCode owner, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String id = exports.add(owner, ExportRequest.of(request, parser));
        response.setHeader("Content-Location", address(id));
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
    }

    void status(OdsCode owner, String id, HttpServletResponse response) throws IOException {
        ExportJob job = exports.find(owner, id);
        if (!job.ready()) {
            response.setHeader("X-Progress", job.prepared() + " of " + job.total() + " transfers");
            response.setHeader("Retry-After", SOON);
            response.setStatus(HttpServletResponse.SC_ACCEPTED);
            return;
        }
        byte[] manifest = manifest(job, exports.files(job));
        response.setHeader(
                "Expires",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(job.expiresAt().atOffset(ZoneOffset.UTC)));
        response.setContentType("application/json");
        response.setContentLength(manifest.length);
        response.getOutputStream().write(manifest);
    }

    private byte[] manifest(ExportJob job, List<ExportFile> files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("transactionTime", job.requestedAt().toString());
            json.writeStringField("request", settings.baseUrl() + "/$export" + job.query());
            json.writeBooleanField("requiresAccessToken", true);
            json.writeArrayFieldStart("output");
            for (ExportFile file : files) {
                json.writeStartObject();
                json.writeStringField("type", ExportRequest.resourceType(file.type()));
                json.writeStringField("url", address(job.id()) + "/" + file.number() + ".ndjson");
                json.writeNumberField("count", file.resources());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("error");
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    void remove(OdsCode owner, String id, HttpServletResponse response) {
        exports.remove(owner, id);
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
    }

    /**
     * A file, or a piece of it. A piece is of the file without a coding; whoever asks for gzip as well gets it so, and one
     * whose {@code If-Range} is the tag of the gzip gets the whole, for a piece would not fit.
     *
     * @param path the job's id, a stroke and the number
     */
    void file(OdsCode owner, String path, HttpServletRequest request, HttpServletResponse response) throws IOException {
        int stroke = path.indexOf('/');
        NdjsonFile file = exports.open(owner, path.substring(0, stroke), Integer.parseInt(path.substring(stroke + 1)));
        try {
            file(file, request, response);
        } catch (IOException | RuntimeException failure) {
            // What was said of the file is not true of the answer that comes instead, if one can come.
            Stream.of("Content-Encoding", "Content-Range", "ETag", "Accept-Ranges")
                    .forEach(header -> response.setHeader(header, null));
            throw failure;
        }
    }

    private static void file(NdjsonFile file, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String tag = "\"" + file.tag().hexadecimal() + "\"";
        response.setHeader("Accept-Ranges", "bytes");
        response.setContentType(NdjsonFile.MEDIA_TYPE);
        Optional<ByteRange> range = Optional.ofNullable(request.getHeader("Range"))
                .filter(header -> Optional.ofNullable(request.getHeader("If-Range"))
                        .map(tag::equals)
                        .orElse(true))
                .flatMap(header -> ByteRange.of(header, file.size()));
        if (range.isPresent()) {
            ByteRange piece = range.get();
            response.setHeader("ETag", tag);
            response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
            response.setHeader(
                    "Content-Range", "bytes " + piece.from() + "-" + (piece.until() - 1) + "/" + file.size());
            response.setContentLengthLong(piece.until() - piece.from());
            file.write(response.getOutputStream(), piece.from(), piece.until());
        } else if (file.size() >= Compression.SMALLEST && Compression.accepts(request.getHeader("Accept-Encoding"))) {
            response.setHeader("ETag", tag.replaceFirst("\"$", GZIPPED + "\""));
            response.setHeader("Content-Encoding", "gzip");
            // Closed when all is written only: what broke off must not look whole.
            OutputStream out = response.getOutputStream();
            GZIPOutputStream gzip = new GZIPOutputStream(out);
            file.write(gzip, 0, file.size());
            gzip.finish();
        } else {
            response.setHeader("ETag", tag);
            response.setContentLengthLong(file.size());
            file.write(response.getOutputStream(), 0, file.size());
        }
    }

    private String address(String id) {
        return settings.baseUrl() + "/export/" + id;
    }
}
