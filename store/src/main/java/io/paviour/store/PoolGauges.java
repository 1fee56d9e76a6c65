package io.paviour.store;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import io.paviour.gauge.Counter;
import io.paviour.gauge.Family;
import io.paviour.gauge.Histogram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the pool of connections tells of itself.
final class PoolGauges implements MetricsTrackerFactory {
    private final Counter timeouts = new Counter();
    private final Histogram waits = Histogram.ofSeconds();
    private volatile @Nullable PoolStats stats;

    @Override
    public IMetricsTracker create(String poolName, PoolStats poolStats) {
        stats = poolStats;
        return new IMetricsTracker() {
            @Override
            public void recordConnectionAcquiredNanos(long nanos) {
                waits.observeNanos(nanos);
            }

            @Override
            public void recordConnectionTimeout() {
                timeouts.increment();
            }
        };
    }

    List<Family> families() {
        return List.of(
                new Family(
                        "paviour_database_connections",
                        Family.Type.GAUGE,
                        "Connections of the pool, by what they do.",
                        List.of("state"),
                        samples -> {
                            PoolStats now = stats;
                            if (now != null) {
                                samples.number(now.getActiveConnections(), "active");
                                samples.number(now.getIdleConnections(), "idle");
                            }
                        }),
                Family.gauge(
                        "paviour_database_connections_max",
                        "How many connections the pool has at most.",
                        () -> Database.CONNECTIONS_MAX),
                new Family(
                        "paviour_database_waiting",
                        Family.Type.GAUGE,
                        "Threads that wait for a connection.",
                        List.of(),
                        samples -> {
                            PoolStats now = stats;
                            if (now != null) {
                                samples.number(now.getPendingThreads());
                            }
                        }),
                Family.histogram(
                        "paviour_database_wait_duration_seconds", "How long threads waited for a connection.", waits),
                Family.counter(
                        "paviour_database_timeouts_total", "Threads that waited for a connection in vain.", timeouts));
    }
}
