package uk.portage.fhir.profiles;

import org.hl7.fhir.r4.model.Bundle;

/** Tells what one check of a sound bundle of 14 resources costs, warm. Run by hand: this is no test. */
final class BundleCheckSpeed {

    private BundleCheckSpeed() {}

    public static void main(String[] arguments) {
        BundleCheck check = BundleCheck.standard();
        Bundle bundle = new SoundBundle().bundle;
        int rounds = 20_000;
        long best = Long.MAX_VALUE;
        int problems = 0;
        for (int repeat = 0; repeat < 15; repeat++) {
            long start = System.nanoTime();
            for (int i = 0; i < rounds; i++) {
                problems += check.check(bundle).size();
            }
            best = Math.min(best, (System.nanoTime() - start) / rounds);
        }
        System.out.println("best of 15 rounds: " + best + " ns per bundle of "
                + bundle.getEntry().size() + " resources, " + problems + " problems");
        long cold = System.nanoTime();
        int maps = ConceptMapCodeMaps.standard().names().size();
        System.out.println(maps + " code maps read in " + (System.nanoTime() - cold) / 1_000_000 + " ms, cold");
    }
}
