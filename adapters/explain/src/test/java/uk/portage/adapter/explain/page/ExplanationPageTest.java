package uk.portage.adapter.explain.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import uk.portage.adapter.explain.Messages;

class ExplanationPageTest {

    private static final int MOST_SCRIPT = 10_000;

    private static final String PAGE = page("NTE|1||said <b>so</b>");

    private static String page(String segment) {
        return new ExplanationPage()
                .html(Messages.explained(
                        "MSH|^~\\&|PAS|RZ9|ROUTE|LA9|202611231015||ADT^A01^ADT_A01|E1|P|2.4",
                        "PID|1||9990000018^^^NHS||TESTWICK^MORWENNA||19491213|2||||||||ZZ",
                        "PV1|1|I|W1^B2|||||||||||||||||V1||||||||||||||||||||unmapped",
                        segment));
    }

    @Test
    void every_link_leads_both_ways() {
        Map<String, List<String>> links = new HashMap<>();
        find(PAGE, "id=\"([sv]\\d+)\"[^>]* data-to=\"([^\"]*)\"")
                .forEach(link -> links.put(
                        link.group(1),
                        link.group(2).isEmpty()
                                ? List.of()
                                : List.of(link.group(2).split(" "))));
        assertThat(links.keySet()).anyMatch(id -> id.startsWith("s")).anyMatch(id -> id.startsWith("v"));
        links.forEach((id, counterparts) -> {
            for (String counterpart : counterparts) {
                assertThat(links.getOrDefault(counterpart, List.of()))
                        .as(id + " and " + counterpart)
                        .contains(id);
            }
            if (id.startsWith("v")) {
                assertThat(counterparts).as(id).isNotEmpty();
            }
        });
    }

    @Test
    void every_reference_within_the_page_has_an_end_and_every_element_a_row() {
        Set<String> ids = new HashSet<>();
        find(PAGE, " id=\"([^\"]+)\"")
                .forEach(id -> assertThat(ids.add(id.group(1)))
                        .as("twice: " + id.group(1))
                        .isTrue());
        find(PAGE, " href=\"#([^\"]*)\"").forEach(link -> assertThat(ids).contains(link.group(1)));
        find(PAGE, " data-row=\"([^\"]*)\"").forEach(row -> assertThat(ids).contains(row.group(1)));
        assertThat(find(PAGE, " data-row=")).hasSameSizeAs(find(PAGE, "<tr id=\"r\\d+\""));
    }

    @Test
    void nothing_is_asked_of_any_network() {
        assertThat(find(PAGE, "\\b(?:src|action|srcset|poster|data)=\"")).isEmpty();
        assertThat(find(PAGE, "\\bhref=\"(?!#)")).isEmpty();
        assertThat(find(PAGE, "@import|url\\(")).isEmpty();
    }

    @Test
    void a_browser_runs_only_the_script_that_the_policy_names() throws Exception {
        List<MatchResult> scripts = find(PAGE, "<script>(.*?)</script>");
        assertThat(scripts).hasSize(1);
        String script = scripts.get(0).group(1);
        assertThat(script.length()).isLessThan(MOST_SCRIPT);
        String style = find(PAGE, "<style>(.*?)</style>").get(0).group(1);
        String policy = find(PAGE, "Content-Security-Policy\" content=\"([^\"]*)\"")
                .get(0)
                .group(1)
                .replace("&#39;", "'");
        assertThat(policy)
                .isEqualTo("default-src 'none'; style-src '" + hash(style) + "'; script-src '" + hash(script)
                        + "'; base-uri 'none'; form-action 'none'");
        assertThat(find(PAGE, " style=\"")).as("the policy forbids them").isEmpty();
    }

    @Test
    void markup_in_a_value_is_text() {
        String hostile = page("OBX|1|ST|<script>alert(1)</script>^\" onmouseover=\"x||</div><img src=x onerror=x>");

        assertThat(find(hostile, "<script")).hasSize(1);
        assertThat(find(hostile, "<img")).isEmpty();
        assertThat(find(hostile, "<[^>\"]*(?:\"[^\"]*\"[^>\"]*)* on[a-z]+=")).isEmpty();
        assertThat(hostile).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    @Test
    void the_page_says_first_that_it_holds_a_persons_record() {
        String body = PAGE.substring(PAGE.indexOf("<body>"));

        assertThat(body.indexOf("contains a person's record")).isPositive().isLessThan(body.indexOf("<h1"));
    }

    @Test
    void large_values_are_cut_and_say_how_large_they_are() {
        String page = page("OBX|1|ST|C^T||" + "long ".repeat(50_000) + "||||||F");

        assertThat(page).contains("(250,000 characters)");
        assertThat(page.length()).isLessThan(300_000);
    }

    private static List<MatchResult> find(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).results().toList();
    }

    private static String hash(String content) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }
}
