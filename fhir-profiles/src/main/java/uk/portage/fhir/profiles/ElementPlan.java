package uk.portage.fhir.profiles;

import ca.uhn.fhir.model.api.annotation.Child;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;
import uk.portage.fhir.profiles.ProfileRules.Binding;

/**
 * How to walk one class of the FHIR model: its children in the order of FHIR JSON, with the cardinality and reference
 * targets of base R4, compiled from the annotations of the model's fields. Going through the fields is what makes the check cheap:
 * {@code Base.children()} allocates a description for each child of each element.
 */
final class ElementPlan {

    private static final ClassValue<ElementPlan> PLANS = new ClassValue<>() {
        @Override
        protected ElementPlan computeValue(Class<?> type) {
            return new ElementPlan(type);
        }
    };

    /** What an element is, for those who check or write it. */
    enum Kind {
        STRING,
        CODE,
        URI,
        TIME,
        /** A boolean or an integer: in JSON as it is. */
        LITERAL,
        DECIMAL,
        BASE64,
        /** A code of the model's own list, or another text that needs no look. */
        ENUMERATION,
        /** No primitive: it has children instead of a value. */
        COMPLEX;

        private static Kind of(Class<?> type) {
            if (CodeType.class.isAssignableFrom(type)) {
                return CODE;
            } else if (StringType.class.isAssignableFrom(type)) {
                return STRING;
            } else if (UriType.class.isAssignableFrom(type)) {
                return URI;
            } else if (BaseDateTimeType.class.isAssignableFrom(type)) {
                return TIME;
            } else if (BooleanType.class.isAssignableFrom(type) || IntegerType.class.isAssignableFrom(type)) {
                return LITERAL;
            } else if (DecimalType.class.isAssignableFrom(type)) {
                return DECIMAL;
            } else if (Base64BinaryType.class.isAssignableFrom(type)) {
                return BASE64;
            } else if (PrimitiveType.class.isAssignableFrom(type)) {
                return ENUMERATION;
            }
            return COMPLEX;
        }

        boolean isPrimitive() {
            return this != COMPLEX;
        }
    }

    private static final byte[] END_OF_NAME = ascii("\":");

    /** One child of an element. */
    static final class ChildPlan {
        final String name;
        final boolean required;
        /** The name in JSON up to where a choice's type would follow; with the underscore of a primitive's extras. */
        private final byte[] jsonName;

        private final byte[] jsonExtrasName;
        private final boolean choice;
        /** The plan of the class that was last seen here: most places only ever have one. */
        private @Nullable ElementPlan lastPlan;

        private final Field field;
        private final List<Class<? extends Resource>> targets;
        /** Sought at first use, because only an element knows its name; any thread finds the same. */
        private @Nullable Binding binding;

        private ChildPlan(Child child, Field field) {
            this.name = child.name();
            this.jsonName = ascii('"' + name);
            this.jsonExtrasName = ascii("\"_" + name);
            this.choice = field.getType() == Type.class;
            this.required = child.min() > 0;
            this.field = field;
            List<Class<? extends Resource>> resources = new ArrayList<>();
            for (Class<?> type : child.type()) {
                if (Resource.class.isAssignableFrom(type)) {
                    resources.add(type.asSubclass(Resource.class));
                }
            }
            this.targets = List.copyOf(resources);
        }

        /** The child's value: an element, a list of them, or null. */
        @Nullable
        Object of(Base parent) {
            try {
                return field.get(parent);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The plan of an element in this place. */
        ElementPlan planOf(Base element) {
            ElementPlan last = lastPlan;
            if (last == null || last.type != element.getClass()) {
                last = ElementPlan.of(element);
                lastPlan = last;
            }
            return last;
        }

        /** Writes the name that introduces an element in this place, or all of a list. */
        void nameInto(JsonBuffer json, Base first, ElementPlan plan) {
            json.name(jsonName, choice ? plan.endOfChoice(first) : END_OF_NAME);
        }

        /** Writes the name that introduces id and extensions of a primitive. */
        void extrasNameInto(JsonBuffer json, Base first, ElementPlan plan) {
            json.name(jsonExtrasName, choice ? plan.endOfChoice(first) : END_OF_NAME);
        }

        /** Writes the name of a child that is no element of the model: a narrative's text. */
        void nameInto(JsonBuffer json) {
            json.name(jsonName, END_OF_NAME);
        }

        /** The required binding that the model's types do not hold already. */
        Binding binding(Base parent) {
            Binding known = binding;
            if (known == null) {
                known = ProfileRules.standard().bindings().getOrDefault(parent.fhirType() + "." + name, Binding.NONE);
                binding = known;
            }
            return known;
        }

        /** Whether a reference in this place may lead to a resource of this class. */
        boolean mayTarget(Class<?> type) {
            if (targets.isEmpty()) {
                return true;
            }
            for (Class<?> target : targets) {
                if (target.isAssignableFrom(type)) {
                    return true;
                }
            }
            return false;
        }
    }

    final Kind kind;
    final ChildPlan[] children;
    final Invariant[] invariants;
    final boolean reference;
    private final Class<?> type;
    /** Sought at first use, because only an element knows its FHIR type; any thread finds the same. */
    private byte @Nullable [] endOfChoice;

    private @Nullable String ofType;
    private final Map<String, ChildPlan> byName = new HashMap<>();

    private ElementPlan(Class<?> type) {
        this.type = type;
        this.kind = Kind.of(type);
        Deque<Class<?>> classes = new ArrayDeque<>();
        for (Class<?> c = type; c != null && Base.class.isAssignableFrom(c); c = c.getSuperclass()) {
            classes.push(c);
        }
        List<ChildPlan> plans = new ArrayList<>();
        for (Class<?> c : classes) {
            for (Field field : c.getDeclaredFields()) {
                Child child = field.getAnnotation(Child.class);
                if (child != null) {
                    field.setAccessible(true);
                    ChildPlan plan = new ChildPlan(child, field);
                    plans.add(plan);
                    byName.put(plan.name, plan);
                }
            }
        }
        this.children = plans.toArray(new ChildPlan[0]);
        this.invariants = Invariant.of(type);
        this.reference = Reference.class.isAssignableFrom(type);
    }

    /** What follows the name of a choice, such as {@code value[x]}, for an element of this class. */
    private byte[] endOfChoice(Base element) {
        byte[] known = endOfChoice;
        if (known == null) {
            String fhirType = element.fhirType();
            known = ascii(Character.toUpperCase(fhirType.charAt(0)) + fhirType.substring(1) + "\":");
            endOfChoice = known;
        }
        return known;
    }

    /** The part of a path that says which resource stands there. */
    String ofType(Base element) {
        String known = ofType;
        if (known == null) {
            known = "ofType(" + element.fhirType() + ")";
            ofType = known;
        }
        return known;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static ElementPlan of(Base element) {
        return PLANS.get(element.getClass());
    }

    /** Null if elements of this class have no such child. */
    @Nullable
    ChildPlan child(String name) {
        return byName.get(name);
    }
}
