package uk.portage.adapter.spi.proof;

import java.util.OptionalDouble;

/**
 * How much of a source was found again, equal but for notation, in its bundle.
 *
 * @param found leaves found
 * @param populated leaves the source has
 */
public record ElementRecall(long found, long populated) {

    public static final ElementRecall NONE = new ElementRecall(0, 0);

    public ElementRecall {
        if (found < 0 || found > populated) {
            throw new IllegalArgumentException("found " + found + " of " + populated);
        }
    }

    /** From 0 to 1; empty if nothing was populated. */
    public OptionalDouble ratio() {
        return populated == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) found / populated);
    }

    public boolean complete() {
        return found == populated;
    }

    public ElementRecall plus(ElementRecall other) {
        return new ElementRecall(found + other.found, populated + other.populated);
    }

    ElementRecall plus(boolean oneFound) {
        return new ElementRecall(oneFound ? found + 1 : found, populated + 1);
    }
}
