package uk.portage.gateway.app.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;
import uk.portage.gateway.app.CommandFailedException;
import uk.portage.gateway.app.configuration.PrivateFile;

/** The key that signs this gateway's own tokens: an EC key on P-256, in a file that only its owner may read. */
final class SigningKey {

    private SigningKey() {}

    /** Reads the key; at the first start makes it. */
    static ECKey in(Path file) {
        try {
            if (!Files.exists(file)) {
                ECKey fresh = new ECKeyGenerator(Curve.P_256)
                        .keyUse(KeyUse.SIGNATURE)
                        .keyIDFromThumbprint(true)
                        .generate();
                PrivateFile.create(file, fresh.toJSONString().getBytes(StandardCharsets.UTF_8));
            }
            Optional<String> complaint = PrivateFile.complaint(file);
            if (complaint.isPresent()) {
                throw CommandFailedException.environment(complaint.get());
            }
            ECKey key = ECKey.parse(Files.readString(file, StandardCharsets.UTF_8));
            if (!key.isPrivate() || !Curve.P_256.equals(key.getCurve()) || key.getKeyID() == null) {
                throw unusable(file);
            }
            return key;
        } catch (ParseException | IllegalArgumentException e) {
            throw unusable(file);
        } catch (JOSEException e) {
            throw CommandFailedException.environment("this Java machine cannot make a key on the curve P-256");
        } catch (IOException e) {
            throw CommandFailedException.environment(
                    "cannot read or write " + file + ": it must belong to the user who runs this");
        }
    }

    private static CommandFailedException unusable(Path file) {
        return CommandFailedException.environment(file
                + " is not a private EC key on P-256 with a 'kid': delete it to have another made, and clients will ask"
                + " for new tokens");
    }
}
