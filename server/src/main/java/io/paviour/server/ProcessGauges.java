package io.paviour.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.paviour.gauge.Family;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/// The process as the JVM and the operating system see it. They are asked when somebody looks, and not before.
record ProcessGauges(String version) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    List<Family> families() {
        return List.of(
                new Family(
                        "paviour_build_info",
                        Family.Type.GAUGE,
                        "Always 1; which version runs on which Java.",
                        List.of("version", "java"),
                        samples -> samples.number(1, version, Runtime.version().toString())),
                system(
                        "process_cpu_seconds_total",
                        Family.Type.COUNTER,
                        "CPU time that the process has used.",
                        system -> system.getProcessCpuTime() / NANOS_PER_SECOND),
                system(
                        "process_open_fds",
                        Family.Type.GAUGE,
                        "Files and sockets that are open.",
                        UnixOperatingSystemMXBean::getOpenFileDescriptorCount),
                system(
                        "process_max_fds",
                        Family.Type.GAUGE,
                        "How many files and sockets may be open.",
                        UnixOperatingSystemMXBean::getMaxFileDescriptorCount),
                Family.gauge(
                        "process_start_time_seconds",
                        "When the process started, in seconds since 1970.",
                        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND),
                memory("jvm_memory_used_bytes", "Memory in use.", MemoryUsage::getUsed),
                memory(
                        "jvm_memory_committed_bytes",
                        "Memory that the JVM has from the operating system.",
                        MemoryUsage::getCommitted),
                memory("jvm_memory_max_bytes", "Memory that the JVM may have; -1 for no limit.", MemoryUsage::getMax),
                collections(
                        "jvm_gc_collections_total",
                        "Collections of garbage.",
                        GarbageCollectorMXBean::getCollectionCount),
                collections(
                        "jvm_gc_collection_seconds_total",
                        "Time spent on collecting garbage.",
                        collector -> collector.getCollectionTime() / MILLIS_PER_SECOND),
                Family.gauge(
                        "jvm_threads_current",
                        "Threads of the operating system that live; virtual threads are not counted.",
                        () -> ManagementFactory.getThreadMXBean().getThreadCount()));
    }

    private static Family system(
            String name, Family.Type type, String help, ToDoubleFunction<UnixOperatingSystemMXBean> number) {
        return new Family(name, type, help, List.of(), samples -> {
            if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
                samples.number(number.applyAsDouble(system));
            }
        });
    }

    private static Family memory(String name, String help, ToLongFunction<MemoryUsage> number) {
        return new Family(name, Family.Type.GAUGE, help, List.of("area"), samples -> {
            var memory = ManagementFactory.getMemoryMXBean();
            samples.number(number.applyAsLong(memory.getHeapMemoryUsage()), "heap");
            samples.number(number.applyAsLong(memory.getNonHeapMemoryUsage()), "nonheap");
        });
    }

    private static Family collections(String name, String help, ToDoubleFunction<GarbageCollectorMXBean> number) {
        return new Family(
                name,
                Family.Type.COUNTER,
                help,
                List.of("gc"),
                samples -> ManagementFactory.getGarbageCollectorMXBeans()
                        .forEach(collector -> samples.number(number.applyAsDouble(collector), collector.getName())));
    }
}
