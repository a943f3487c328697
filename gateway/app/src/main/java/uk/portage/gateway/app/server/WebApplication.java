package uk.portage.gateway.app.server;

import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.system.SystemMetricsAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.actuate.web.ServletManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.metrics.TomcatMetricsAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.actuate.endpoint.web.WebMvcHealthEndpointExtensionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.SessionManagementConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import uk.portage.gateway.app.access.MetadataServlet;
import uk.portage.gateway.app.access.OAuth2;
import uk.portage.gateway.app.access.PageSessions;
import uk.portage.gateway.app.access.SignInServlet;
import uk.portage.gateway.app.registry.OrganisationRegistry;
import uk.portage.gateway.auditor.AuditFhirServlet;
import uk.portage.gateway.auditor.AuditServlet;
import uk.portage.gateway.auditor.LedgerServlet;
import uk.portage.gateway.auditor.page.SignedIn;
import uk.portage.gateway.mailbox.CaseloadServlet;
import uk.portage.gateway.mailbox.MailboxServlet;
import uk.portage.gateway.pipeline.receive.http.PushAddress;
import uk.portage.gateway.pipeline.receive.http.PushServlet;

/**
 * The web side of the gateway. The auto-configurations are named one by one: what is not here does not run, and looking
 * for what might would cost a second of every start.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    SecurityAutoConfiguration.class,
    ServletWebSecurityAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class,
    EndpointAutoConfiguration.class,
    JacksonEndpointAutoConfiguration.class,
    WebEndpointAutoConfiguration.class,
    ManagementContextAutoConfiguration.class,
    ServletManagementContextAutoConfiguration.class,
    HealthContributorRegistryAutoConfiguration.class,
    HealthEndpointAutoConfiguration.class,
    WebMvcHealthEndpointExtensionAutoConfiguration.class,
    ApplicationAvailabilityAutoConfiguration.class,
    AvailabilityHealthContributorAutoConfiguration.class,
    AvailabilityProbesAutoConfiguration.class,
    MetricsAutoConfiguration.class,
    PrometheusMetricsExportAutoConfiguration.class,
    JvmMetricsAutoConfiguration.class,
    SystemMetricsAutoConfiguration.class,
    TomcatMetricsAutoConfiguration.class
})
class WebApplication {

    /** Beyond the largest caseload; every resource has a lower limit of its own. */
    private static final long MAXIMUM_BODY_BYTES = 16L * 1024 * 1024;

    /** How many requests are answered at the same time. */
    static final int THREADS = 64;

    /** Beyond the largest document that can be configured. */
    private static final long MAXIMUM_PUSHED_BYTES = 128L * 1024 * 1024;

    @Bean
    SecurityFilterChain security(
            HttpSecurity http,
            TokenBook tokens,
            OrganisationRegistry registry,
            Certificates certificates,
            Rooms rooms,
            Denials denials,
            Clock clock) {
        DenialAnswer answer = new DenialAnswer(denials, rooms.pages().exist());
        return http
                // Whoever changes something sends a bearer token, which no other site can make a browser send, or a
                // form
                // of the operators' pages with the token of the session, which no other site knows (TokenFilter). The
                // servlet where people sign in checks its own forms.
                .csrf(AbstractHttpConfigurer::disable)
                // A session has a new id from its beginning. Spring would draw another with each request, and a browser
                // that asks for two files at once would lose the session with the second.
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS)
                        .sessionFixation(SessionManagementConfigurer.SessionFixationConfigurer::none))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.referrerPolicy(policy -> {})
                        // The auditor's pages bring a policy of their own.
                        .contentSecurityPolicy(policy -> policy.policyDirectives("default-src 'none'")))
                .authorizeHttpRequests(Addresses::permit)
                .exceptionHandling(
                        denied -> denied.authenticationEntryPoint(answer).accessDeniedHandler(answer))
                .addFilterBefore(
                        new TokenFilter(tokens, rooms.oauth2(), rooms.pages().sessions(), denials, clock),
                        AnonymousAuthenticationFilter.class)
                .addFilterBefore(
                        new CallerFilter(registry::isSuspended, certificates, denials),
                        AnonymousAuthenticationFilter.class)
                .addFilterBefore(new ThreadShareFilter(THREADS, denials), AnonymousAuthenticationFilter.class)
                .build();
    }

    /** Nobody logs in by name; without this bean Spring would draw a password and print it. */
    @Bean
    UserDetailsService noUsers() {
        return name -> {
            throw new UsernameNotFoundException("there are no users");
        };
    }

    /** What the firewall refuses hears 400, as the valve words it. */
    @Bean
    RequestRejectedHandler rejectedRequests() {
        return (request, response, why) ->
                ErrorAnswer.write(request, response, 400, Optional.empty(), ErrorAnswer.sentence(400));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat(ObjectProvider<TlsConnector> tls) {
        return factory -> {
            factory.setProtocol(GuardedHttp.class.getName());
            factory.addEngineValves(new UnreadBodyValve());
            factory.addContextCustomizers(context -> {
                // Of a form that does not say its encoding: names of organisations and lines of witnesses are not
                // Latin-1.
                context.setRequestCharacterEncoding(StandardCharsets.UTF_8.name());
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(PlainErrorValve.class.getName());
                }
            });
            tls.ifAvailable(connector -> {
                factory.addConnectorCustomizers(connector);
                factory.addAdditionalConnectors(localConnector());
            });
        };
    }

    /** Where TLS is spoken, the commands of this machine still need a way in: they have no certificate. */
    private static Connector localConnector() {
        Connector connector = new Connector(GuardedHttp.class.getName());
        connector.setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
        connector.setPort(0);
        connector.setXpoweredBy(false);
        connector.setProperty("maxHttpRequestHeaderSize", "16384");
        connector.setProperty("connectionTimeout", "10000");
        connector.setProperty("maxConnections", "100");
        connector.setProperty("maxThreads", "8");
        connector.setProperty("minSpareThreads", "1");
        return connector;
    }

    /** The port of the commands of this machine, empty if there is none but the one for all. */
    static OptionalInt localPort(ServletWebServerApplicationContext context) {
        return context.getWebServer() instanceof TomcatWebServer server
                ? Arrays.stream(server.getTomcat().getService().findConnectors())
                        .filter(connector -> connector.getPort() == 0 && !connector.getSecure())
                        .mapToInt(Connector::getLocalPort)
                        .filter(port -> port != server.getPort())
                        .findFirst()
                : OptionalInt.empty();
    }

    @Bean
    FilterRegistrationBean<UnclearRequestFilter> unclearRequests() {
        FilterRegistrationBean<UnclearRequestFilter> filter = new FilterRegistrationBean<>(new UnclearRequestFilter());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimit() {
        FilterRegistrationBean<BodyLimitFilter> filter =
                new FilterRegistrationBean<>(new BodyLimitFilter(WebApplication::mostBytes));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return filter;
    }

    private static long mostBytes(HttpServletRequest request) {
        // MESH has limits of its own.
        return Addresses.isMesh(request)
                ? Long.MAX_VALUE
                : Addresses.isPush(request) ? MAXIMUM_PUSHED_BYTES : MAXIMUM_BODY_BYTES;
    }

    @Bean
    FilterRegistrationBean<FormFilter> forms() {
        FilterRegistrationBean<FormFilter> filter = new FilterRegistrationBean<>(new FormFilter());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 2);
        return filter;
    }

    /** Exact addresses, which go before the mailbox's. */
    @Bean
    ServletRegistrationBean<PushServlet> push(Rooms rooms) {
        ServletRegistrationBean<PushServlet> servlet = new ServletRegistrationBean<>(
                rooms.push(),
                Arrays.stream(PushAddress.values()).map(PushAddress::path).toArray(String[]::new));
        servlet.setAsyncSupported(true);
        return servlet;
    }

    @Bean
    ServletRegistrationBean<MailboxServlet> mailbox(Rooms rooms) {
        ServletRegistrationBean<MailboxServlet> servlet = new ServletRegistrationBean<>(rooms.mailbox(), "/fhir/*");
        servlet.setLoadOnStartup(1);
        return servlet;
    }

    @Bean
    ServletRegistrationBean<CaseloadServlet> caseload(Rooms rooms) {
        return new ServletRegistrationBean<>(rooms.caseload(), "/caseload");
    }

    @Bean
    ServletRegistrationBean<SourceEventsServlet> sourceEvents(Rooms rooms) {
        return new ServletRegistrationBean<>(rooms.sourceEvents(), "/source-events");
    }

    @Bean
    ServletContextInitializer mesh(Rooms rooms) {
        return context -> rooms.mesh().ifPresent(servlet -> {
            ServletRegistration.Dynamic registration = context.addServlet("mesh", servlet);
            registration.addMapping("/messageexchange/*");
            registration.setLoadOnStartup(1);
        });
    }

    @Bean
    ServletRegistrationBean<SignInServlet> signIn(Rooms rooms) {
        return new ServletRegistrationBean<>(
                rooms.pages().servlet(), SignedIn.SIGN_IN, SignedIn.SIGN_IN + "/*", SignedIn.SIGN_OUT);
    }

    @Bean
    ServletContextInitializer oauth2(Rooms rooms) {
        return context -> rooms.oauth2().ifPresent(oauth2 -> {
            ServletRegistration.Dynamic token = context.addServlet("token", oauth2.tokenServlet());
            token.addMapping(OAuth2.TOKEN_PATH);
            token.setAsyncSupported(true);
            context.addServlet("metadata", oauth2.metadataServlet())
                    .addMapping(Arrays.stream(MetadataServlet.Document.values())
                            .map(MetadataServlet.Document::path)
                            .toArray(String[]::new));
        });
    }

    @Bean
    ServletRegistrationBean<AuditServlet> audit(Rooms rooms) {
        return new ServletRegistrationBean<>(rooms.audit(), "/audit/*");
    }

    @Bean
    ServletRegistrationBean<AuditFhirServlet> auditFhir(Rooms rooms) {
        return new ServletRegistrationBean<>(rooms.auditFhir(), "/audit/fhir/*");
    }

    @Bean
    ServletRegistrationBean<LedgerServlet> ledger(Rooms rooms) {
        return new ServletRegistrationBean<>(rooms.ledger(), "/ledger/*");
    }

    @Bean
    ServletContextInitializer openData(Rooms rooms) {
        return context -> rooms.openData()
                .ifPresent(servlet -> context.addServlet("open-data", servlet).addMapping("/open/*"));
    }

    @Bean
    ServletRegistrationBean<OperatorServlet> operator(Rooms rooms) {
        return new ServletRegistrationBean<>(rooms.operator(), "/operator/*");
    }

    /** The bare address leads to the operators' area whoever works there, and others to the auditor's page. */
    @Bean
    ServletRegistrationBean<HttpServlet> entrance(Rooms rooms) {
        ServletRegistrationBean<HttpServlet> servlet =
                new ServletRegistrationBean<>(new Entrance(rooms.pages().sessions()), "");
        servlet.setName("entrance");
        return servlet;
    }

    /** Where servlets answer, and Spring's own endpoints behind the one that has what no other has. */
    static Set<String> mappings(ServletWebServerApplicationContext context) {
        Stream<String> servlets = Optional.ofNullable(context.getServletContext()).stream()
                .flatMap(servlet -> servlet.getServletRegistrations().values().stream())
                .flatMap(registration -> registration.getMappings().stream());
        Stream<String> endpoints = context.getBeansOfType(RequestMappingInfoHandlerMapping.class).values().stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .flatMap(mapping -> mapping.getPatternValues().stream());
        return Stream.concat(servlets, endpoints).collect(Collectors.toUnmodifiableSet());
    }

    @Bean
    HealthIndicator gatewayHealth(Rooms rooms) {
        return () -> (rooms.isReady() ? Health.up() : Health.down()).build();
    }

    private static final class Entrance extends HttpServlet {
        @Serial
        private static final long serialVersionUID = 1L;

        private final transient PageSessions sessions;

        Entrance(PageSessions sessions) {
            this.sessions = sessions;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.sendRedirect(sessions.find(request)
                    .map(present -> present.person().entrance())
                    .orElse(SignedIn.AUDITORS));
        }
    }
}
