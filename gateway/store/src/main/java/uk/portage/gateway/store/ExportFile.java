package uk.portage.gateway.store;

/**
 * One file of an export: a slice of a mailbox, of items after one position and up to another.
 *
 * @param number from 1, unique within its export
 * @param resources how many there were when it was prepared
 * @param size bytes, for a file whose content is kept; 0 otherwise
 */
public record ExportFile(int number, Type type, long after, long last, int resources, long size) {

    /** The resource type of a file. Stored: constants are added, never renamed. */
    public enum Type {
        TASK,
        BUNDLE
    }
}
