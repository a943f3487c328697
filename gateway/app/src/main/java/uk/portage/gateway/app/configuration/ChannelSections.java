package uk.portage.gateway.app.configuration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import uk.portage.gateway.pipeline.receive.ChannelConfiguration;
import uk.portage.gateway.pipeline.receive.ChannelConfiguration.Unmapped;
import uk.portage.gateway.pipeline.receive.MllpConfiguration;
import uk.portage.gateway.pipeline.receive.folder.FolderConfiguration;
import uk.portage.gateway.pipeline.tls.TlsConfiguration;
import uk.portage.gateway.transfer.OdsCode;

/** The ways in, as {@code portage.yaml} says them: listeners and watched folders. */
final class ChannelSections {

    private final Path folder;
    private final Set<String> adapters;
    private final Set<OdsCode> organisations;
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> testChannels = new LinkedHashSet<>();

    /**
     * @param folder in which relative paths begin
     * @param adapters the names of the adapters there are
     * @param organisations those that can be named
     */
    ChannelSections(Path folder, Set<String> adapters, Set<OdsCode> organisations) {
        this.folder = folder;
        this.adapters = adapters;
        this.organisations = organisations;
    }

    /** The names of channels whose training and debugging records travel on. */
    Set<String> testChannels() {
        return testChannels;
    }

    List<MllpConfiguration> listeners(List<YamlSection> sections) {
        List<MllpConfiguration> listeners = new ArrayList<>();
        for (YamlSection section : sections) {
            Optional<ChannelConfiguration> channel = channel(section);
            String host = section.text("host").map(YamlSection.Text::value).orElse(MllpConfiguration.LOOPBACK);
            int port = section.read("port", "a port from 0 to 65535", ConfigurationFile::port)
                    .orElse(2575);
            MllpConfiguration.Limits limits = frameLimits(section.section("limits"));
            Optional<TlsConfiguration> tls = section.has("tls") ? tls(section.section("tls")) : Optional.empty();
            boolean insecure = section.read("insecure", "true or false", ConfigurationFile::truth)
                    .orElse(false);
            section.refuseTheRest();
            channel.flatMap(c -> lawful(section, () -> new MllpConfiguration(c, host, port, limits, tls, insecure)))
                    .ifPresent(listeners::add);
        }
        return listeners;
    }

    List<FolderConfiguration> folders(List<YamlSection> sections) {
        List<FolderConfiguration> folders = new ArrayList<>();
        Set<Path> watched = new LinkedHashSet<>();
        for (YamlSection section : sections) {
            Optional<ChannelConfiguration> channel = channel(section);
            Optional<Path> place = section.require(
                    "folder", "a folder that exists and belongs to the user who runs this", this::writableFolder);
            place.filter(p -> !watched.add(p))
                    .ifPresent(p -> section.problem("there is another channel that watches this folder"));
            Optional<FolderConfiguration.Limits> limits = fileLimits(section.section("limits"));
            section.refuseTheRest();
            if (channel.isPresent() && place.isPresent() && limits.isPresent()) {
                folders.add(new FolderConfiguration(channel.get(), place.get(), limits.get()));
            }
        }
        return folders;
    }

    /** What every way in has. */
    private Optional<ChannelConfiguration> channel(YamlSection section) {
        Optional<String> name = section.require("name", "a name for this channel", Optional::of);
        name.filter(n -> !names.add(n)).ifPresent(n -> section.problem("there is another channel named '" + n + "'"));
        Optional<String> adapter = section.require(
                "adapter",
                "one of " + String.join(", ", adapters),
                t -> Optional.of(t).filter(adapters::contains));
        Map<String, OdsCode> senders = senders(section);
        Unmapped unmapped = section.read("unmapped", "carry or refuse", ChannelSections::unmapped)
                .orElse(Unmapped.CARRY);
        if (section.read("test", "true or false", ConfigurationFile::truth).orElse(false)) {
            name.ifPresent(testChannels::add);
        }
        return name.isPresent() && adapter.isPresent() && !senders.isEmpty()
                ? lawful(section, () -> new ChannelConfiguration(name.get(), adapter.get(), senders, unmapped))
                : Optional.empty();
    }

    private Map<String, OdsCode> senders(YamlSection channel) {
        Map<String, OdsCode> senders = new LinkedHashMap<>();
        YamlSection section = channel.section("senders");
        for (YamlSection.Text facility : section.keys()) {
            section.read(facility.value(), ConfigurationFile.ODS_FORM, ConfigurationFile.organisationIn(organisations))
                    .ifPresent(code -> senders.put(facility.value(), code));
        }
        if (section.keys().isEmpty()) {
            channel.problem("'senders' is missing: the organisation of each sending facility (MSH-4)");
        }
        return senders;
    }

    private static Optional<Unmapped> unmapped(String text) {
        return switch (text) {
            case "carry" -> Optional.of(Unmapped.CARRY);
            case "refuse" -> Optional.of(Unmapped.REFUSE);
            default -> Optional.empty();
        };
    }

    private static MllpConfiguration.Limits frameLimits(YamlSection section) {
        MllpConfiguration.Limits limits = MllpConfiguration.Limits.DEFAULT;
        Optional<Integer> frame = section.read("frame", "a size such as 20 MB", ConfigurationFile::bytes);
        Optional<Duration> frameTime = time(section, "frame-time");
        Optional<Duration> idleTime = time(section, "idle-time");
        Optional<Integer> connections =
                section.read("connections", "a number above 0", t -> ConfigurationFile.number(t, 1, 100_000));
        section.refuseTheRest();
        return lawful(
                        section,
                        () -> new MllpConfiguration.Limits(
                                frame.orElse(limits.maxFrameBytes()),
                                frameTime.orElse(limits.frameTime()),
                                idleTime.orElse(limits.idleTime()),
                                connections.orElse(limits.maxConnections())))
                .orElse(limits);
    }

    private static Optional<FolderConfiguration.Limits> fileLimits(YamlSection section) {
        FolderConfiguration.Limits limits = FolderConfiguration.Limits.DEFAULT;
        Optional<Integer> file = section.read("file", "a size such as 64 MB", ConfigurationFile::bytes);
        Optional<Integer> document = section.read("document", "a size such as 20 MB", ConfigurationFile::bytes);
        Optional<Duration> quiet = time(section, "quiet");
        Optional<Duration> patience = time(section, "patience");
        section.refuseTheRest();
        return lawful(
                section,
                () -> new FolderConfiguration.Limits(
                        file.orElse(limits.maxFileBytes()),
                        document.orElse(limits.maxDocumentBytes()),
                        quiet.orElse(limits.quiet()),
                        patience.orElse(limits.patience())));
    }

    private static Optional<Duration> time(YamlSection section, String key) {
        return section.read(key, ConfigurationFile.TIME_FORM, ConfigurationFile::duration);
    }

    Optional<TlsConfiguration> tls(YamlSection section) {
        Optional<Path> keyStore = section.require("key-store", "a PKCS #12 file", this::existing);
        Optional<Path> password = section.require("password-file", "a file with the password", this::existing);
        Optional<Path> trustStore = section.read("trust-store", "a PKCS #12 file", this::existing);
        Optional<Path> revocations =
                section.read("revocations", "a file of certificate revocation lists, PEM or DER", this::existing);
        section.refuseTheRest();
        return keyStore.flatMap(key -> password.flatMap(
                file -> lawful(section, () -> new TlsConfiguration(key, file, trustStore, revocations))));
    }

    private Optional<Path> existing(String text) {
        Path file = folder.resolve(text);
        return Files.isReadable(file) ? Optional.of(file) : Optional.empty();
    }

    private Optional<Path> writableFolder(String text) {
        Path place = folder.resolve(text).normalize();
        return Files.isDirectory(place) && Files.isWritable(place) ? Optional.of(place) : Optional.empty();
    }

    /** What a constructor refuses is a problem of its section. */
    private static <T> Optional<T> lawful(YamlSection section, Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException e) {
            section.problem(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
