package uk.portage.gateway.proofs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the entries of a gateway's ledger from outside, in their canonical form. */
public final class LedgerFile {

    private LedgerFile() {}

    public static List<String> entries(Path data) throws IOException, SQLException {
        try (Stream<Path> files = Files.walk(data)) {
            Path database = files.filter(file -> file.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no database below " + data));
            return entries("jdbc:sqlite:file:" + database + "?mode=ro");
        }
    }

    /** The same of any store. */
    public static List<String> entries(String database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT canonical FROM entry ORDER BY sequence")) {
            List<String> entries = new ArrayList<>();
            while (rows.next()) {
                entries.add(rows.getString(1));
            }
            return entries;
        }
    }

    /** How many entries contain all of the given pieces of canonical JSON. */
    public static long count(Path data, String... pieces) throws IOException, SQLException {
        return entries(data).stream()
                .filter(entry -> Stream.of(pieces).allMatch(entry::contains))
                .count();
    }
}
