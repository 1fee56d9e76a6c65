package io.paviour.cli;

import io.paviour.resource.Json;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Issues tokens.
@Command(name = "token", synopsisSubcommandLabel = "COMMAND", description = "Issues tokens for accounts.")
final class TokenCommand {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})([smhd])");

    private final Handset handset;

    TokenCommand(Handset handset) {
        this.handset = handset;
    }

    @Command(name = "create", description = "Prints a new token of an account. It is shown here and never again.")
    int create(
            @Parameters(paramLabel = "ACCOUNT", description = "Whose it is.") String account,
            @Option(
                            names = "--expires",
                            paramLabel = "DURATION",
                            description =
                                    "How long it is good, such as 12h or 30d (s, m, h, d); without it, until it is "
                                            + "revoked.")
                    @Nullable
                    String expires)
            throws Failure, InterruptedException {
        Json.Obj spec = expires == null ? Json.Obj.EMPTY : Json.object("expirationSeconds", seconds(expires));
        try (Platform platform = handset.connect()) {
            String path = platform.api() + "/accounts/" + Platform.part(account) + "/token";
            Json.Obj answer = platform.post(path, Json.object("spec", spec));
            String token = answer.object("status").string("token");
            if (token == null) {
                throw new Failure("the platform answered without a token");
            }
            handset.shell().out().println(token);
        }
        return Handset.DONE;
    }

    private static long seconds(String text) throws Failure {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new Failure("--expires is " + text + ", but has to be a number and one of s, m, h, d, such as 30d");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> count;
            case "m" -> Duration.ofMinutes(count).toSeconds();
            case "h" -> Duration.ofHours(count).toSeconds();
            default -> Duration.ofDays(count).toSeconds();
        };
    }
}
