package uk.portage.gateway.auditor.report;

/** How often something of a closed list happened. */
public record Reason<K extends Enum<K>>(K key, Count count) {}
