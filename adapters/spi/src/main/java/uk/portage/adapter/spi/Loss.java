package uk.portage.adapter.spi;

/** One thing in the source that the bundle does not carry as itself: where and how, never the value. */
public record Loss(SourcePath path, LossKind kind) {}
