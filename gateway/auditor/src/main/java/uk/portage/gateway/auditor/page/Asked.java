package uk.portage.gateway.auditor.page;

/**
 * What somebody typed into the form, to be shown again; empty where nothing was typed.
 *
 * @param by by what they chose to cut the period
 */
public record Asked(
        String from,
        String to,
        String sender,
        String recipient,
        String workflow,
        String format,
        String supplier,
        String by) {}
