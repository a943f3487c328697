package uk.portage.gateway.operator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The closed list of what operators can ask for on pages and by the API, below {@code /operator}. */
enum OperatorAddress {
    ENTRANCE("GET", ""),
    OVERVIEW_PAGE("GET", "/"),
    STUCK_PAGE("GET", "/stuck"),
    SEARCH_PAGE("GET", "/search"),
    SEARCH_FORM("POST", "/search"),
    SUBMISSION_PAGE("GET", "/submissions/([0-9a-f-]{36})"),
    REPLAYS_PAGE("GET", "/replays"),
    REPLAY_FORM("POST", "/replays"),
    REPLAY_PAGE("GET", "/replays/([0-9a-f-]{36})"),
    STOP_FORM("POST", "/replays/([0-9a-f-]{36})/stop"),
    RELEASE_FORM("POST", "/release"),
    DEAD_LETTER_FORM("POST", "/dead-letters"),
    OVERVIEW("GET", "/api/overview"),
    STUCK("GET", "/api/stuck"),
    SEARCH("POST", "/api/search"),
    SUBMISSION("GET", "/api/submissions/([0-9a-f-]{36})"),
    REPLAYS("GET", "/api/replays"),
    ORDER_REPLAY("POST", "/api/replays"),
    REPLAY("GET", "/api/replays/([0-9a-f-]{36})"),
    STOP("POST", "/api/replays/([0-9a-f-]{36})/stop"),
    RELEASE("POST", "/api/parked/([0-9a-f]{32})/release"),
    SEND_AGAIN("POST", "/api/dead-letters/([0-9]{1,18})/send-again"),
    REMOVE("POST", "/api/dead-letters/([0-9]{1,18})/remove");

    private final String method;
    private final Pattern path;

    OperatorAddress(String method, String path) {
        this.method = method;
        this.path = Pattern.compile(path);
    }

    String method() {
        return method;
    }

    Matcher matcher(String asked) {
        return path.matcher(asked);
    }

    /** True for what programs ask for. */
    static boolean isForPrograms(String path) {
        return path.startsWith("/api/");
    }
}
