package uk.portage.adapter.fhir.r4.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code -Dportage.names.update=true} rewrites the list of names, and fails. */
class ElementNamesTest {

    private final Set<String> names =
            new TreeSet<>(List.of(SourceElement.RESOURCE_TYPE, "div", "id", "extension", "modifierExtension", "url"));
    private final Set<BaseRuntimeElementDefinition<?>> seen = new HashSet<>();

    @Test
    void every_name_of_the_model_is_known_and_no_other() throws IOException {
        FhirContext context = FhirContext.forR4Cached();
        context.getResourceTypes().forEach(type -> visit(context.getResourceDefinition(type)));
        visit(Objects.requireNonNull(context.getElementDefinition("Extension")));
        visit(context.getElementDefinition("Extension"));
        if (Boolean.getBoolean("portage.names.update")) {
            Path file = Path.of("src/main/resources/uk/portage/adapter/fhir/r4/reader", ElementNames.FILE);
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", names) + "\n");
            fail("names rewritten; look at the difference, then run again without portage.names.update");
        }
        assertThat(ElementNames.all()).containsExactlyInAnyOrderElementsOf(names);
    }

    private void visit(BaseRuntimeElementDefinition<?> definition) {
        if (!seen.add(definition) || !(definition instanceof BaseRuntimeElementCompositeDefinition<?> composite)) {
            return;
        }
        composite.getChildren().stream()
                // HAPI gives extensions a name for each type of their value, none of which can be sent.
                .filter(child -> !(child instanceof RuntimeChildExtension))
                .forEach(child -> child.getValidChildNames().forEach(name -> {
                    names.add(name);
                    visit(child.getChildByName(name));
                }));
    }
}
