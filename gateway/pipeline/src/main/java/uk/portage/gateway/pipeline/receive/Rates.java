package uk.portage.gateway.pipeline.receive;

import java.util.Map;
import uk.portage.gateway.transfer.OdsCode;

/**
 * How much an organisation may send, by whichever channels.
 *
 * @param ordinary for every organisation that is not named
 * @param particular for those that are
 */
public record Rates(Rate ordinary, Map<OdsCode, Rate> particular) {

    /**
     * One organisation's: a bucket that holds so many documents and is filled at so many a second, and another of bytes.
     *
     * @param perSecond documents, in the long run
     * @param burst documents at once, after a quiet time
     * @param bytesPerSecond in the long run; ten times as many at once
     * @param besideOthers documents a second as long as somebody else is sending too; a fifth of that at once
     */
    public record Rate(int perSecond, int burst, long bytesPerSecond, int besideOthers) {

        public Rate {
            if (perSecond < 1 || burst < 1 || bytesPerSecond < 1 || besideOthers < 1) {
                throw new IllegalArgumentException("a rate is at least one document and one byte a second");
            }
        }

        long burstBytes() {
            return 10 * bytesPerSecond;
        }
    }

    /**
     * What a processor translates beside everything else without anybody noticing: a thirtieth of its time.
     */
    private static final int BESIDE_OTHERS_PER_PROCESSOR = 15;

    /**
     * A large trust's systems send some ten documents a second at noon, and catch up after an outage: as fast as this
     * machine goes if nobody else is there.
     */
    public static final Rates DEFAULT = new Rates(
            new Rate(
                    300,
                    10_000,
                    20 << 20,
                    BESIDE_OTHERS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors()),
            Map.of());

    public Rates {
        particular = Map.copyOf(particular);
    }

    Rate of(OdsCode organisation) {
        return particular.getOrDefault(organisation, ordinary);
    }
}
