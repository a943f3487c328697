package uk.portage.adapter.fhir.r4.reader;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import uk.portage.adapter.spi.SourcePath;

/**
 * One element of a FHIR document as its sender wrote it, whichever of the two encodings it used: a value, elements inside,
 * or both (a primitive with extensions). The type of a resource stands in an element named {@value #RESOURCE_TYPE}.
 */
public final class SourceElement {

    public static final String RESOURCE_TYPE = "resourceType";

    private static final int MANY = 32;

    private final String name;
    private final Optional<SourceElement> parent;
    private final int ordinal;
    private final List<SourceElement> children = new ArrayList<>(4);
    private Optional<String> value = Optional.empty();
    private int index = -1;

    /** By their names, once there are so many that looking through all of them for each would take a square of the time. */
    private Map<String, List<SourceElement>> named = Map.of();

    private SourceElement(String name, Optional<SourceElement> parent, int ordinal) {
        this.name = name;
        this.parent = parent;
        this.ordinal = ordinal;
    }

    static SourceElement root() {
        return new SourceElement("", Optional.empty(), 0);
    }

    SourceElement add(String childName) {
        SourceElement child = new SourceElement(childName, Optional.of(this), children.size() + 1);
        children.add(child);
        if (children.size() > MANY) {
            index(child);
        }
        return child;
    }

    private void index(SourceElement newest) {
        if (named.isEmpty()) {
            named = new HashMap<>();
            children.forEach(child ->
                    named.computeIfAbsent(child.name, key -> new ArrayList<>(1)).add(child));
        } else {
            named.computeIfAbsent(newest.name, key -> new ArrayList<>(1)).add(newest);
        }
    }

    SourceElement at(int place) {
        index = place;
        return this;
    }

    void setValue(String text) {
        value = Optional.of(text);
    }

    /** As it is written. May be anything, so it stays out of paths unless FHIR knows it. */
    public String name() {
        return name;
    }

    public List<SourceElement> children() {
        return children;
    }

    public Optional<String> value() {
        return value;
    }

    /** Where it stands among those of its name, from 0; 0 if it stands alone. */
    public int index() {
        return Math.max(index, 0);
    }

    public Optional<SourceElement> parent() {
        return parent;
    }

    boolean isEmpty() {
        return value.isEmpty() && children.isEmpty();
    }

    /** The type of a resource; empty if this is none. */
    public String resourceType() {
        return text(RESOURCE_TYPE);
    }

    /** The elements of this name inside. */
    public Stream<SourceElement> all(String childName) {
        return named.isEmpty()
                ? children.stream().filter(child -> child.name.equals(childName))
                : named.getOrDefault(childName, List.of()).stream();
    }

    /** The first element at the end of these names. */
    public Optional<SourceElement> first(String... names) {
        Optional<SourceElement> place = Optional.of(this);
        for (String step : names) {
            place = place.flatMap(element -> element.all(step).findFirst());
        }
        return place;
    }

    /** The value of the first element at the end of these names, or an empty text. */
    public String text(String... names) {
        return first(names).flatMap(SourceElement::value).orElse("");
    }

    /** Visits this element and everything inside, in document order. */
    public void walk(Consumer<SourceElement> visitor) {
        visitor.accept(this);
        children.forEach(child -> child.walk(visitor));
    }

    /**
     * Where it stands, as FHIRPath writes it: {@code Bundle.entry[0].resource.name[0].family}. A name that is none of FHIR
     * R4's stands as its place among its parent's elements, {@code *[3]}: it could be somebody's.
     */
    public SourcePath path() {
        StringBuilder path = new StringBuilder();
        write(path);
        return new SourcePath(path.toString());
    }

    private void write(StringBuilder path) {
        if (parent.isEmpty()) {
            path.append("Bundle");
            return;
        }
        parent.get().write(path);
        path.append('.');
        if (ElementNames.contains(name)) {
            path.append(name);
            if (index >= 0) {
                path.append('[').append(index).append(']');
            }
        } else {
            path.append("*[").append(ordinal).append(']');
        }
    }

    /** The path only: the value is part of a person's record. */
    @Override
    public String toString() {
        return "SourceElement[" + path() + "]";
    }
}
