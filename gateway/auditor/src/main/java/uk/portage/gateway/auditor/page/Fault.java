package uk.portage.gateway.auditor.page;

/**
 * Why a parameter of a request cannot be used.
 *
 * @param message one sentence for the person who typed it
 */
public record Fault(String parameter, String message) {}
