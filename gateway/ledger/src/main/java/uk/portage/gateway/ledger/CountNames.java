package uk.portage.gateway.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers the measures with their details as they come up, so that counts can be added as arrays. */
final class CountNames {

    record Name(Measure measure, String detail) {

        /** For example {@code STATUS.OPEN}; the measure alone where it says no detail. */
        static String text(Measure measure, String detail) {
            return detail.isEmpty() ? measure.name() : measure.name() + '.' + detail;
        }

        static Name parse(String text) {
            int dot = text.indexOf('.');
            return dot < 0
                    ? new Name(Measure.valueOf(text), "")
                    : new Name(Measure.valueOf(text.substring(0, dot)), text.substring(dot + 1));
        }
    }

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Name> names = new ArrayList<>();

    int number(String text) {
        Integer number = numbers.get(text);
        if (number == null) {
            number = names.size();
            names.add(Name.parse(text));
            numbers.put(text, number);
        }
        return number;
    }

    Name name(int number) {
        return names.get(number);
    }

    int size() {
        return names.size();
    }
}
