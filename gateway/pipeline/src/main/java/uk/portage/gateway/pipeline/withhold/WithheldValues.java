package uk.portage.gateway.pipeline.withhold;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The values that were withheld, to find them where they are repeated: an address in a note, a ward's name in a comment.
 * They are compared by their words, whatever stands between these; those with digits also without spaces.
 */
final class WithheldValues {

    /** Shorter ones, such as a bed's number, would be found in every text. */
    private static final int LEAST_CHARACTERS = 4;

    private static final int LEAST_COMPACT = 5;

    private final Set<List<String>> values = new HashSet<>();
    private final Set<String> compact = new HashSet<>();

    void add(String value) {
        List<String> words = words(value);
        String together = String.join("", words);
        boolean digit = together.chars().anyMatch(Character::isDigit);
        boolean letter = together.chars().anyMatch(Character::isLetter);
        if (together.length() < LEAST_CHARACTERS && !(digit && letter)) {
            return;
        }
        values.add(words);
        if (digit && together.length() >= LEAST_COMPACT) {
            compact.add(together);
        }
    }

    /** Also the street without the number of the house. */
    void addAddressLine(String line) {
        add(line);
        List<String> words = words(line);
        int first = 0;
        while (first < words.size() && words.get(first).chars().anyMatch(Character::isDigit)) {
            first++;
        }
        // One word alone, such as a village's or a house's, stands in too many texts.
        if (first > 0 && words.size() - first > 1) {
            add(String.join(" ", words.subList(first, words.size())));
        }
    }

    /** Also as it is written with a country's code: the digits after the leading zero are the same. */
    void addTelephone(String number) {
        add(number);
        String digits = number.replaceAll("\\D", "");
        if (digits.startsWith("0") || digits.startsWith("44")) {
            add(digits.replaceFirst("^(0+|44)0?", ""));
        }
    }

    /** What is known anyhow is not hidden wherever it stands. */
    void allow(String value) {
        List<String> words = words(value);
        values.remove(words);
        compact.remove(String.join("", words));
    }

    /** True if the text repeats a withheld value, alone or among other words. */
    boolean isRepeatedIn(String text) {
        List<String> words = words(text);
        for (List<String> value : values) {
            if (value.size() <= words.size() && Collections.indexOfSubList(words, value) >= 0) {
                return true;
            }
        }
        return isRepeatedTogetherIn(words);
    }

    /** True if the code, as a whole or in part, is a withheld value with digits: a postcode, a telephone number. */
    boolean isRepeatedInCode(String code) {
        return isRepeatedTogetherIn(words(code));
    }

    private boolean isRepeatedTogetherIn(List<String> words) {
        if (compact.isEmpty()) {
            return false;
        }
        String together = String.join("", words);
        return compact.stream().anyMatch(together::contains);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        String small = text.toLowerCase(Locale.ROOT);
        for (int i = 0; i < small.length(); i++) {
            char c = small.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                word.append(c);
            } else if (word.length() > 0) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        if (word.length() > 0) {
            words.add(word.toString());
        }
        return words;
    }
}
