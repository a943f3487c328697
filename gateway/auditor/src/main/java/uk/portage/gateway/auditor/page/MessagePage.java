package uk.portage.gateway.auditor.page;

/** A page that says why there is no other. */
public record MessagePage(Shell shell, String title, String message) {}
