package uk.portage.gateway.auditor.page;

/** What somebody typed into the form, to be shown again; empty where nothing was typed. */
public record Asked(String from, String to, String sender, String recipient, String workflow) {}
