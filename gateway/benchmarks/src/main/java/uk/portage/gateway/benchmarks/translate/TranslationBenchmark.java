package uk.portage.gateway.benchmarks.translate;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.formats.JsonParser;
import org.hl7.fhir.r4.model.Bundle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import uk.portage.adapter.hl7v2.Hl7v2Adapter;
import uk.portage.adapter.spi.SourceDocument;
import uk.portage.adapter.spi.SourceFormat;
import uk.portage.adapter.spi.Translation;
import uk.portage.adapter.spi.TranslationContext;
import uk.portage.fhir.profiles.BundleCheck;
import uk.portage.fhir.profiles.ConceptMapCodeMaps;

/** From the bytes of a message to the bytes of its bundle, losses accounted for; and what parts of that cost others. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 4)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class TranslationBenchmark {

    /** One message, its bundle, and what reads and writes them. */
    @State(Scope.Thread)
    public static class Subject {

        @Param({"ADT_A01", "ADT_A08", "ORU_10_OBX", "ORU_PDF", "MDM_T02"})
        SyntheticMessage message;

        private final SourceFormat format = new Hl7v2Adapter().format();
        private final TranslationContext context =
                new TranslationContext("RCB", ZoneId.of("Europe/London"), ConceptMapCodeMaps.standard());
        private byte[] bytes = {};
        private String text = "";
        private Bundle bundle = new Bundle();

        @Setup(Level.Trial)
        public void prepare() {
            bytes = message.bytes();
            text = new String(bytes, StandardCharsets.UTF_8);
            bundle = translate().bundle();
        }

        Translation.Translated translate() {
            Translation translation = format.translate(SourceDocument.of(bytes), context);
            if (translation instanceof Translation.Translated translated) {
                return translated;
            }
            throw new IllegalStateException(message + " is refused");
        }
    }

    /** HAPI HL7 v2's parser, as generous as it can be set. */
    @State(Scope.Thread)
    public static class HapiParser {
        private final PipeParser parser = parser();

        private static PipeParser parser() {
            HapiContext context = new DefaultHapiContext(ValidationContextFactory.noValidation());
            context.setModelClassFactory(new GenericModelClassFactory());
            return context.getPipeParser();
        }
    }

    /** HAPI FHIR's encoder. */
    @State(Scope.Thread)
    public static class HapiEncoder {
        private final IParser parser = FhirContext.forR4Cached().newJsonParser();
    }

    /** LinuxForHealth's converter. */
    @State(Scope.Benchmark)
    public static class Other {
        private final LinuxForHealth converter;

        public Other() {
            try {
                converter = LinuxForHealth.load();
            } catch (ReflectiveOperationException | IOException e) {
                throw new IllegalStateException("LinuxForHealth's converter cannot be loaded", e);
            }
        }
    }

    @Benchmark
    public byte[] portage(Subject subject, Blackhole blackhole) {
        Translation.Translated translated = subject.translate();
        blackhole.consume(translated.losses());
        return BundleCheck.standard().encode(translated.bundle()).json();
    }

    @Benchmark
    public Bundle portageWithoutEncoding(Subject subject, Blackhole blackhole) {
        Translation.Translated translated = subject.translate();
        blackhole.consume(translated.losses());
        return translated.bundle();
    }

    @Benchmark
    public Message hapiParse(Subject subject, HapiParser hapi) throws HL7Exception {
        return hapi.parser.parse(subject.text);
    }

    @Benchmark
    public byte[] hapiEncode(Subject subject, HapiEncoder hapi) {
        return hapi.parser.encodeResourceToString(subject.bundle).getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public byte[] coreEncode(Subject subject) throws IOException {
        return new JsonParser().composeBytes(subject.bundle);
    }

    @Benchmark
    public String linuxForHealth(Subject subject, Other other)
            throws IllegalAccessException, InvocationTargetException {
        return other.converter.convert(subject.text);
    }
}
