package io.paviour.localprocess;

import java.util.List;
import java.util.SortedMap;

/// What the driver sees of one workload.
///
/// @param artifact the state of the program to run
/// @param secrets the secrets asked for, at their present versions
/// @param ports a port for each replica wanted, by index
/// @param replicas what is supervised on this node, by index
/// @param hasFiles whether logs or directories of replicas are left on this machine
record Seen(
        Workload workload,
        Artifact artifact,
        List<SecretUse> secrets,
        SortedMap<Integer, Integer> ports,
        SortedMap<Integer, Replica.View> replicas,
        boolean hasFiles) {}
