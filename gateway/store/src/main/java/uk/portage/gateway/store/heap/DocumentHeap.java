package uk.portage.gateway.store.heap;

import java.time.Duration;

/**
 * What documents ask of the heap, as multiples of their bytes; {@code figures large} in gateway/benchmarks measures it. One
 * of 100 MB took 13 to 15 times its size to be translated, checked and kept, and its bundle is two and a half times as
 * large as the document.
 */
public final class DocumentHeap {

    /** For a document that is translated, checked and kept: what was measured, and room for the collector. */
    public static final int CARRIED = 20;

    /** For a bundle that is read and sent as it was stored. */
    public static final int READ = 3;

    /** For a bundle that is parsed and written anew. */
    public static final int REWRITTEN = 16;

    /** How long a caller waits for room before it is asked to come again. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    /** For a document whose bundle is written anew by one of the faces: nothing that was accepted asks for more. */
    private static final int AT_WORST = 40;

    private static final double MOST_OF_THE_HEAP = 0.8;

    private static final long HEAP = Runtime.getRuntime().maxMemory();

    /** One room, since there is one heap. */
    private static final HeapRoom ROOM = new HeapRoom(HEAP * 7 / 10, HEAP / 200);

    private DocumentHeap() {}

    /** The largest document, in bytes, for which the heap is large enough: 20 MB with 1 GB, 100 MB with 5 GB. */
    public static long largestDocument() {
        return (long) (HEAP * MOST_OF_THE_HEAP / AT_WORST);
    }

    /** A share of what all documents may take together, empty at first. */
    public static HeapRoom.Share share() {
        return ROOM.share();
    }
}
