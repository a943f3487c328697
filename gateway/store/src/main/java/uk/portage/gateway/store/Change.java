package uk.portage.gateway.store;

/** One indivisible change of the store. It has no effect but through the transaction, since it may be run again. */
@FunctionalInterface
public interface Change<T> {
    T apply(Transaction transaction);
}
