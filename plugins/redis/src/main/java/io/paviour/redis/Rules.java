package io.paviour.redis;

import io.paviour.plugin.Tenancy;
import java.util.ArrayList;
import java.util.List;

/// What a tenant may do on a server (Redis documentation, "ACL").
///
/// @param scripting whether it may run Lua
record Rules(boolean scripting) {
    private static final int SHA256_DIGITS = 64;
    private static final List<String> WITHOUT_POWER = List.of("-@all", "+@all", "-@admin", "-@dangerous");

    /// On a server of its own: everything but what changes the server itself.
    List<String> onOwnServer(String password) {
        var rules = begin(password, "~*", "&*");
        rules.addAll(List.of("+flushall", "+flushdb", "+keys", "+info", "+sort", "+swapdb"));
        return List.copyOf(rules);
    }

    /// On a server with others: nothing beyond its own keys and channels, not even a look at the names of others'.
    /// The second pattern is of no key and no channel: it says for which claim the user was made.
    List<String> onSharedServer(Claim claim, String password) {
        String own = claim.identifier() + ":*";
        var rules = begin(password, "~" + own, "&" + own);
        rules.add("~" + mark(claim));
        rules.add("&" + mark(claim));
        rules.addAll(List.of("-scan", "-randomkey", "-dbsize", "-swapdb", "-pubsub", "-select"));
        return List.copyOf(rules);
    }

    /// The pattern, of keys or of channels, by which a user on a shared server is known as a claim's.
    static String mark(Claim claim) {
        return "paviour-claim:" + claim.mark();
    }

    private ArrayList<String> begin(String password, String keys, String channels) {
        var rules = new ArrayList<>(
                List.of("reset", "on", "#" + verifier(password), "resetkeys", keys, "resetchannels", channels));
        rules.addAll(WITHOUT_POWER);
        if (!scripting) {
            rules.add("-@scripting");
        }
        return rules;
    }

    /// As a server keeps a password.
    static String verifier(String password) {
        return Tenancy.hash(password, SHA256_DIGITS);
    }
}
