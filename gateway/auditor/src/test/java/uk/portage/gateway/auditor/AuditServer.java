package uk.portage.gateway.auditor;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import uk.portage.gateway.ledger.LedgerReader;
import uk.portage.gateway.ledger.LedgerTree;
import uk.portage.gateway.transfer.Caller;
import uk.portage.gateway.transfer.OdsCode;

/** The servlet in a real container on a port of the system's choice; the header X-Role stands for the credential. */
final class AuditServer implements AutoCloseable {

    private static final AuditSettings SETTINGS =
            new AuditSettings("1.2.3", SampleLedger.NAMES, 5).withSuppliers(SampleLedger.SUPPLIERS);

    /** Kept, so that its level is. The container says much when it stops. */
    private static final Logger CONTAINER = Logger.getLogger("org.apache");

    static {
        CONTAINER.setLevel(Level.OFF);
    }

    private final Tomcat tomcat = new Tomcat();
    private final HttpClient client = HttpClient.newHttpClient();

    AuditServer(LedgerReader ledger, AuditSettings settings, int port, String roleWithoutHeader) {
        this(ledger, new UnsignedTree(), question -> true, settings, port, roleWithoutHeader);
    }

    AuditServer(LedgerReader ledger, LedgerTree tree) {
        this(ledger, tree, question -> true, SETTINGS, 0, "");
    }

    AuditServer(LedgerReader ledger, QueryAccount queries) {
        this(ledger, new UnsignedTree(), queries, SETTINGS, 0, "");
    }

    private AuditServer(
            LedgerReader ledger,
            LedgerTree tree,
            QueryAccount queries,
            AuditSettings settings,
            int port,
            String roleWithoutHeader) {
        try {
            Path directory = Files.createTempDirectory("audit");
            tomcat.setBaseDir(directory.toString());
            tomcat.setPort(port);
            tomcat.getConnector();
            Context context = tomcat.addContext("", directory.toString());
            Tomcat.addServlet(
                            context,
                            "audit",
                            new AuditServlet(
                                    ledger, tree, queries, Clock.fixed(SampleLedger.NOW, ZoneOffset.UTC), settings))
                    .addMapping("/audit/*");
            Tomcat.addServlet(context, "ledger", new LedgerServlet(tree)).addMapping("/ledger/*");
            Tomcat.addServlet(
                            context,
                            "fhir",
                            new AuditFhirServlet(
                                    ledger,
                                    queries,
                                    Clock.fixed(SampleLedger.NOW, ZoneOffset.UTC),
                                    settings,
                                    "{\"resourceType\":\"Measure\"}",
                                    () -> "https://portage.example"))
                    .addMapping("/audit/fhir/*");
            Tomcat.addServlet(
                            context,
                            "open",
                            new OpenDataServlet(ledger, Clock.fixed(SampleLedger.NOW, ZoneOffset.UTC), settings))
                    .addMapping("/open/*");
            FilterDef filter = new FilterDef();
            filter.setFilterName("role");
            filter.setFilter(new RoleFilter(roleWithoutHeader));
            context.addFilterDef(filter);
            FilterMap everywhere = new FilterMap();
            everywhere.setFilterName("role");
            everywhere.addURLPattern("/*");
            context.addFilterMap(everywhere);
            tomcat.start();
        } catch (IOException | LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    AuditServer(LedgerReader ledger) {
        this(ledger, SETTINGS, 0, "");
    }

    URI address(String path) {
        return URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + path);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(address(path)).header("X-Role", "AUDITOR"));
    }

    HttpResponse<byte[]> file(String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(address(path))
                            .header("X-Role", "AUDITOR")
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class RoleFilter extends HttpFilter {
        private static final long serialVersionUID = 1L;
        private final String roleWithoutHeader;

        RoleFilter(String roleWithoutHeader) {
            this.roleWithoutHeader = roleWithoutHeader;
        }

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            String header = request.getHeader("X-Role");
            String role = header == null ? roleWithoutHeader : header;
            if (!role.isEmpty()) {
                request.setAttribute(Caller.ATTRIBUTE, new Caller(new OdsCode("X26"), Caller.Role.valueOf(role)));
            }
            chain.doFilter(request, response);
        }
    }
}
