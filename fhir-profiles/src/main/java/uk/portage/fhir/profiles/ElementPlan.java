package uk.portage.fhir.profiles;

import ca.uhn.fhir.model.api.annotation.Child;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import uk.portage.fhir.profiles.ProfileRules.Binding;

/**
 * How to walk one class of the FHIR model: its children in order, with the cardinality and reference targets of base
 * R4, compiled from the annotations of the model's fields. Going through the fields is what makes the check cheap:
 * {@code Base.children()} allocates a description for each child of each element.
 */
final class ElementPlan {

    private static final ClassValue<ElementPlan> PLANS = new ClassValue<>() {
        @Override
        protected ElementPlan computeValue(Class<?> type) {
            return new ElementPlan(type);
        }
    };

    /** One child of an element. */
    static final class ChildPlan {
        final String name;
        final boolean required;
        private final Field field;
        private final List<Class<? extends Resource>> targets;
        /** Sought at first use, because only an element knows its name; any thread finds the same. */
        private @Nullable Binding binding;

        private ChildPlan(Child child, Field field) {
            this.name = child.name();
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

    final ChildPlan[] children;
    final Invariant[] invariants;
    final boolean reference;
    private final Map<String, ChildPlan> byName = new HashMap<>();

    private ElementPlan(Class<?> type) {
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

    static ElementPlan of(Base element) {
        return PLANS.get(element.getClass());
    }

    Optional<ChildPlan> child(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
