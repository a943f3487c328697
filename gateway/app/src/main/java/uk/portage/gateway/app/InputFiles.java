package uk.portage.gateway.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files meant by the names on a command line: a file is taken as it is, a folder is walked.
 *
 * @param files in the order of the command line, a folder's in order of their names
 * @param skipped what a folder held beside messages
 */
record InputFiles(List<Path> files, List<Path> skipped) {

    private static final Set<String> HL7_V2 = Set.of("hl7", "hl7v2", "txt", "er7", "dat", "msg");
    private static final Set<String> FHIR = Set.of("json", "xml");

    /** Of a folder, what may be HL7 v2. */
    static InputFiles of(List<Path> named) {
        return of(named, HL7_V2);
    }

    /** Of a folder, what may be FHIR. */
    static InputFiles fhir(List<Path> named) {
        return of(named, FHIR);
    }

    private static InputFiles of(List<Path> named, Set<String> endings) {
        List<Path> files = new ArrayList<>();
        List<Path> skipped = new ArrayList<>();
        for (Path path : named) {
            if (Files.isDirectory(path)) {
                for (Path file : walk(path)) {
                    (isMessage(file, endings) ? files : skipped).add(file);
                }
            } else if (Files.exists(path)) {
                files.add(path);
            } else {
                throw CommandFailedException.usage("there is no file " + path);
            }
        }
        return new InputFiles(files, skipped);
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw CommandFailedException.usage("there is no file " + file);
        } catch (AccessDeniedException e) {
            throw CommandFailedException.environment("this user may not read " + file);
        } catch (IOException e) {
            throw CommandFailedException.environment("cannot read " + file);
        }
    }

    private static List<Path> walk(Path folder) {
        try (Stream<Path> entries = Files.walk(folder)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw CommandFailedException.environment("cannot list the folder " + folder);
        }
    }

    private static boolean isMessage(Path file, Set<String> endings) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith("readme") && endings.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
