package uk.portage.adapter.spi;

import java.util.Optional;

/** Code maps as data: one per source code system. */
public interface CodeMaps {

    /**
     * @param map the map's name, for example {@code administrative-sex}
     * @param code a source code, as sent
     * @return the target, or empty if the map does not know the code
     */
    Optional<Target> find(String map, String code);

    /**
     * @param system the target code system's URI
     * @param coarser true if the target says less than the source, which counts as a loss
     */
    record Target(String system, String code, String display, boolean coarser) {}
}
