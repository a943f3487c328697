package uk.portage.gateway.auditor.report;

/** The figures of those transfers that have something in common. */
public record Group<K>(K key, Figures figures) {}
