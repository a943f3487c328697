package uk.portage.adapter.explain;

/** Hears how far an explanation is. Called by several threads. */
@FunctionalInterface
public interface Progress {

    Progress SILENT = (done, total) -> {};

    void explained(int done, int total);
}
