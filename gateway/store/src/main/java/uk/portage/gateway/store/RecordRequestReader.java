package uk.portage.gateway.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import uk.portage.gateway.transfer.OdsCode;

/** Reads requests for records. Safe for use by many threads. */
public interface RecordRequestReader {

    Optional<RecordRequest> find(String id);

    /** Those of which the source is to be asked or to be asked again, the longest due first. */
    List<RecordRequest> open(OdsCode source, int limit);

    /** The sources of which anything is to be asked. */
    Set<OdsCode> sources();
}
