package uk.portage.gateway.benchmarks.translate;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/**
 * LinuxForHealth's converter behind a class loader of its own: it needs HAPI FHIR 6.1 and HAPI HL7 v2 2.3, which must
 * not meet ours.
 */
final class LinuxForHealth {

    /** Names the folder of its jars, as {@code linuxforhealth/pom.xml} resolves them. */
    static final String FOLDER_PROPERTY = "portage.linuxforhealth";

    private final Object converter;
    private final Method convert;

    private LinuxForHealth(Object converter, Method convert) {
        this.converter = converter;
        this.convert = convert;
    }

    static boolean isPresent() {
        return jars().length > 0;
    }

    static LinuxForHealth load() throws ReflectiveOperationException, MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (File jar : jars()) {
            urls.add(jar.toURI().toURL());
        }
        // Lives as long as the Java machine that measures.
        URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        Class<?> type = loader.loadClass("io.github.linuxforhealth.hl7.HL7ToFHIRConverter");
        return new LinuxForHealth(type.getDeclaredConstructor().newInstance(), type.getMethod("convert", String.class));
    }

    /** A message as the JSON of a bundle. */
    String convert(String message) throws IllegalAccessException, InvocationTargetException {
        return (String) convert.invoke(converter, message);
    }

    private static File[] jars() {
        File[] jars =
                new File(System.getProperty(FOLDER_PROPERTY, "")).listFiles((folder, name) -> name.endsWith(".jar"));
        return jars == null ? new File[0] : jars;
    }
}
