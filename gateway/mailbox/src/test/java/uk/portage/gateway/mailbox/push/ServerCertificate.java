package uk.portage.gateway.mailbox.push;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import uk.portage.gateway.mailbox.NpmPackage;

/**
 * A server's certificate that it has signed itself.
 *
 * @param tls what a server needs to show it
 * @param pem the certificate, for those who are to trust it
 */
record ServerCertificate(SSLContext tls, Path pem) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    static ServerCertificate of(String host, Path folder) throws Exception {
        Path store = folder.resolve(host + ".p12");
        Path pem = folder.resolve(host + ".pem");
        keytool(
                folder,
                List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=" + host, "-ext", "SAN=dns:" + host),
                store);
        keytool(folder, List.of("-exportcert", "-rfc", "-file", pem.toString()), store);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            keys.load(file, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return new ServerCertificate(tls, pem);
    }

    private static void keytool(Path folder, List<String> words, Path store) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(words);
        command.addAll(List.of(
                "-alias", "server", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", "changeit"));
        NpmPackage.run(folder, command);
    }
}
