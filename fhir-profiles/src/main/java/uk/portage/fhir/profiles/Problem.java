package uk.portage.fhir.profiles;

/**
 * A rule that a bundle breaks, and where; never a value.
 *
 * @param path FHIRPath of the element at fault, for example {@code Bundle.entry[2].resource.ofType(Patient).name[0]}
 * @param rule the broken rule: the key of an invariant, for example {@code obs-6}, or our own name
 */
public record Problem(String path, String rule) {}
