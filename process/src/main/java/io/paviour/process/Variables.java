package io.paviour.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A child's variables on their way through the wrappers.
///
/// The wrappers may run as root, and their loader obeys variables (`LD_PRELOAD`), so none of them may meet a name that
/// the child chose. Values may be secrets, so none of them may stand in a command line. Therefore they travel as
/// variables with names of ours; a shell that has only the child's rights left gives them their own.
///
/// @param carried what the wrappers have in their environment
/// @param argv the last wrapper, which becomes the rest of the command line
record Variables(Map<String, String> carried, List<String> argv) {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

    Variables {
        carried = Map.copyOf(carried);
        argv = List.copyOf(argv);
    }

    /// @param environment the child's; its names are ones that [#isName] allows
    /// @param wrappers what the wrappers themselves need, and the child does not get
    static Variables of(Map<String, String> environment, Map<String, String> wrappers) {
        String prefix = prefix(environment);
        var carried = new HashMap<>(wrappers);
        var exports = new StringBuilder();
        var leftovers = new ArrayList<String>(wrappers.keySet());
        // A shell adds these by itself.
        leftovers.addAll(List.of("PWD", "OLDPWD", "SHLVL"));
        leftovers.removeAll(environment.keySet());
        for (var variable : new TreeMap<>(environment).entrySet()) {
            String carrier = prefix + carried.size();
            carried.put(carrier, variable.getValue());
            leftovers.add(carrier);
            exports.append("export ")
                    .append(variable.getKey())
                    .append("=\"$")
                    .append(carrier)
                    .append("\"; ");
        }
        String script = exports + "unset " + String.join(" ", leftovers) + "; exec \"$@\"";
        return new Variables(carried, List.of(Tools.SHELL, "-c", script, "variables"));
    }

    /// What no variable of the child begins with, so that none is taken for a carrier.
    private static String prefix(Map<String, String> environment) {
        var prefix = new StringBuilder("VALUE_");
        while (environment.keySet().stream().anyMatch(name -> name.startsWith(prefix.toString()))) {
            prefix.append('_');
        }
        return prefix.toString();
    }

    /// Whether a shell can give a variable this name (POSIX, Base Definitions, Name).
    static boolean isName(String name) {
        return name.matches(NAME);
    }
}
