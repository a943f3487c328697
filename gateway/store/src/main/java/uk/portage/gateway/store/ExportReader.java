package uk.portage.gateway.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.portage.gateway.transfer.Sha256;
import uk.portage.gateway.transfer.TransferId;

/** Reads exports. Safe for use by many threads. */
public interface ExportReader {

    /** The bundle of a transfer, without its bytes. */
    record Stored(int size, Sha256 hash) {}

    Optional<ExportJob> find(String id);

    /** Those that are not prepared yet and have not expired. */
    List<ExportJob> unfinished(Instant now);

    /** Those of a job, in order of their numbers. */
    List<ExportFile> files(String job);

    /** What a file holds, in gzip; empty if that is not kept. */
    Optional<byte[]> content(String job, int number);

    /** What is stored of the bundles of these; those without one are left out. */
    Map<TransferId, Stored> bundles(Collection<MailboxItem> items);
}
