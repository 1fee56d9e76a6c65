package io.paviour.proxy;

import io.paviour.resource.Json;
import io.paviour.resource.Resource;
import java.util.List;

/// Where one ready instance of a workload listens.
record Instance(String address, int port) {
    /// The ready instances of a workload, in the order of its status.
    static List<Instance> ready(Resource workload) {
        return workload.status()
                .objects("instances")
                .filter(instance -> instance.bool("ready", false) && instance.integer("port", 0) > 0)
                .map(Instance::of)
                .toList();
    }

    private static Instance of(Json.Obj json) {
        return new Instance(json.string("address", "127.0.0.1"), (int) json.integer("port", 0));
    }
}
