package uk.portage.adapter.spi.proof;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import uk.portage.adapter.spi.Loss;
import uk.portage.adapter.spi.LossKind;
import uk.portage.adapter.spi.SourcePath;

/** The losses of a translation, by element. */
public final class DeclaredLosses {

    /** By the path of the loss, in the one way of writing it. */
    private final Map<String, LossKind> own;
    /** By the path of the loss as written, to which elements inside belong. */
    private final Map<String, LossKind> containing;

    private DeclaredLosses(Map<String, LossKind> own, Map<String, LossKind> containing) {
        this.own = own;
        this.containing = containing;
    }

    /** Of several losses of one element, the gravest counts. */
    public static DeclaredLosses of(List<Loss> losses) {
        Map<String, LossKind> own = new HashMap<>();
        Map<String, LossKind> containing = new HashMap<>();
        for (Loss loss : losses) {
            own.merge(canonical(loss.path().text()), loss.kind(), DeclaredLosses::graver);
            containing.merge(loss.path().text(), loss.kind(), DeclaredLosses::graver);
        }
        return new DeclaredLosses(own, containing);
    }

    /** A declared loss of the element itself or of one that contains it. */
    public Optional<LossKind> of(SourcePath element) {
        LossKind itself = own.get(canonical(element.text()));
        if (itself != null) {
            return Optional.of(itself);
        }
        String ancestor = element.text();
        while (!ancestor.isEmpty()) {
            LossKind kind = containing.get(ancestor);
            if (kind != null) {
                return Optional.of(kind);
            }
            ancestor = ancestor.substring(0, lastSeparator(ancestor));
        }
        return Optional.empty();
    }

    private static int lastSeparator(String path) {
        for (int i = path.length() - 1; i > 0; i--) {
            char c = path.charAt(i);
            if (c == '.' || c == '-' || c == '[' || c == '/') {
                return i;
            }
        }
        return 0;
    }

    /** In HL7 v2, {@code PID-8}, {@code PID-8.1} and {@code PID-8.1.1} name the same leaf. */
    private static String canonical(String path) {
        String shorter = path;
        while (shorter.endsWith(".1")) {
            shorter = shorter.substring(0, shorter.length() - 2);
        }
        return shorter;
    }

    /** A value found although declared to have no place is there by chance. */
    static boolean mayBeCarried(LossKind kind) {
        return switch (kind) {
            case NO_TARGET, UNPARSEABLE, TRUNCATED -> false;
            case UNKNOWN_CODE, COARSER, TEXT_ONLY -> true;
        };
    }

    private static LossKind graver(LossKind first, LossKind second) {
        return mayBeCarried(first) ? second : first;
    }
}
