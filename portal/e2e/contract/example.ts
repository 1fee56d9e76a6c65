import type { Condition, Environment, Resource, Workload } from '../../src/api/types';
import type { World } from './world';

export const GROUP = 'platform.example.com';
const API_VERSION = `${GROUP}/v1`;
const HOUR = 3_600_000;

export function condition(type: string, ok: boolean, message: string, reason = ok ? 'AsWanted' : 'Waiting'): Condition {
  return {
    type,
    status: ok ? 'True' : 'False',
    reason,
    message,
    lastTransitionTime: new Date(Date.now() - HOUR / 4).toISOString(),
    observedGeneration: 1,
  };
}

interface Sketch {
  readonly namespace: string;
  readonly name: string;
  readonly owner: string;
  readonly cluster: string;
  readonly services: readonly string[];
  readonly hours: number;
  readonly conditions: readonly Condition[];
}

export function ready(): Condition[] {
  return [
    condition('DatabasesReady', true, '1 of 1 databases is ready'),
    condition('SecretsReady', true, '2 of 2 secrets are ready'),
    condition('WorkloadsReady', true, '2 of 2 workloads are ready'),
    condition('NetworkReady', true, '1 of 1 routes is ready'),
    condition('Ready', true, 'everything is as asked'),
  ];
}

/** The guide's environment, half way: its worker waits for a first release. */
export function waitingForWorker(): Condition[] {
  const message = 'workload worker waits for a first release';
  return [
    condition('DatabasesReady', true, '1 of 1 databases is ready'),
    condition('SecretsReady', true, '2 of 2 secrets are ready'),
    condition('WorkloadsReady', false, message),
    condition('NetworkReady', true, '1 of 1 routes is ready'),
    condition('Ready', false, message),
  ];
}

function failed(message: string): Condition[] {
  return [
    condition('DatabasesReady', false, message, 'DriverFailed'),
    condition('SecretsReady', false, 'waits for the databases'),
    condition('WorkloadsReady', false, 'waits for the secrets'),
    condition('NetworkReady', false, 'waits for the workloads'),
    condition('Ready', false, message, 'DriverFailed'),
  ];
}

export function putEnvironment(world: World, sketch: Sketch): Environment {
  return world.put<Environment>('environments', {
    apiVersion: API_VERSION,
    kind: 'Environment',
    metadata: {
      namespace: sketch.namespace,
      name: sketch.name,
      creationTimestamp: new Date(Date.now() - sketch.hours * HOUR).toISOString(),
    },
    spec: {
      owner: sketch.owner,
      cluster: sketch.cluster,
      namespace: sketch.name,
      services: sketch.services.map((name) => ({ name, replicas: name === 'api' ? 2 : 1 })),
    },
    status: { conditions: sketch.conditions },
  });
}

export function putChild(
  world: World,
  owner: Resource,
  plural: string,
  child: { kind: string; name: string; spec: unknown; status: object; condition: Condition },
): Resource {
  return world.put(plural, {
    apiVersion: API_VERSION,
    kind: child.kind,
    metadata: {
      ...(owner.metadata.namespace === undefined ? {} : { namespace: owner.metadata.namespace }),
      name: child.name,
      creationTimestamp: owner.metadata.creationTimestamp,
      ownerReferences: [
        { apiVersion: API_VERSION, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true },
      ],
    },
    spec: child.spec,
    status: { ...child.status, conditions: [child.condition] },
  });
}

export function putWorkload(world: World, owner: Resource, service: string, phase: 'Running' | 'Waiting'): Workload {
  const name = `${owner.metadata.name}-${service}`;
  const running = phase === 'Running';
  const replicas = service === 'api' ? 2 : 1;
  const instances = Array.from({ length: running ? replicas : 0 }, (_, index) => ({
    index,
    port: 20_100 + index,
    phase,
    restarts: index,
    ...(index === 1 ? { message: 'restarted once: exit code 137, out of memory' } : {}),
  }));
  return putChild(world, owner, 'workloads', {
    kind: 'Workload',
    name,
    spec: { replicas, resources: { cpu: '500m', memory: '512Mi' } },
    status: { replicas, readyReplicas: running ? replicas : 0, instances },
    condition: running
      ? condition('Ready', true, `${replicas} of ${replicas} replicas are healthy`)
      : condition('Ready', false, 'waits for a first release', 'NoArtifact'),
  }) as Workload;
}

/** The guide's environment with all of its parts. */
function putStaging(world: World): void {
  const staging = putEnvironment(world, {
    namespace: 'platform',
    name: 'myapp-staging',
    owner: 'team-alpha',
    cluster: 'staging-cluster',
    services: ['api', 'worker'],
    hours: 2,
    conditions: waitingForWorker(),
  });
  const database = putChild(world, staging, 'databases', {
    kind: 'Database',
    name: 'myapp-staging-app-db',
    spec: { type: 'postgres', size: 'medium' },
    status: { endpoint: '127.0.0.1:15432/myapp_staging_app_db' },
    condition: condition('Ready', true, 'database and role exist'),
  });
  putChild(world, database, 'secrets', {
    kind: 'Secret',
    name: 'myapp-staging-app-db-credentials',
    spec: { owner: 'Database/myapp-staging-app-db' },
    status: { keys: ['host', 'port', 'database', 'username', 'password', 'url'] },
    condition: condition('Ready', true, '6 keys'),
  });
  putChild(world, staging, 'secrets', {
    kind: 'Secret',
    name: 'myapp-staging-api-keys',
    spec: { owner: 'Environment/myapp-staging' },
    status: { keys: ['API_KEY'] },
    condition: condition('Ready', true, '1 key'),
  });
  const api = putWorkload(world, staging, 'api', 'Running');
  const worker = putWorkload(world, staging, 'worker', 'Waiting');
  const route = putChild(world, staging, 'routes', {
    kind: 'Route',
    name: 'myapp-staging',
    spec: { hostname: 'myapp.staging.example.com', workload: 'myapp-staging-api' },
    status: { url: 'http://myapp.staging.example.com:7080/' },
    condition: condition('Ready', true, '2 healthy replicas behind it'),
  });
  world.event(staging, 'Normal', 'Planned', '6 resources to create, none to change or delete');
  world.event(database, 'Normal', 'Created', 'database myapp_staging_app_db and its login role');
  world.event(api, 'Warning', 'OutOfMemory', 'replica 1 was killed at its limit of 512Mi and is started again', 3);
  world.event(worker, 'Normal', 'Waiting', 'waits for a first release');
  world.event(route, 'Normal', 'Routed', 'myapp.staging.example.com leads to 2 healthy replicas');
}

export function fill(world: World): void {
  putStaging(world);
  const simple = (name: string, namespace: string, owner: string, hours: number, conditions: Condition[]) => {
    const environment = putEnvironment(world, {
      namespace,
      name,
      owner,
      cluster: name.endsWith('production') ? 'production-eu' : 'staging-cluster',
      services: ['api'],
      hours,
      conditions,
    });
    putWorkload(world, environment, 'api', conditions === READY ? 'Running' : 'Waiting');
  };
  const READY = ready();
  simple('checkout-production', 'payments', 'team-payments', 24 * 91, READY);
  simple('checkout-preview-412', 'payments', 'team-payments', 1, failed('database ledger: the server refuses connections (53300, too many clients)'));
  simple('search-staging', 'discovery', 'team-discovery', 30, READY);
  simple('reports-nightly', 'insight', 'team-data', 24 * 12, READY);
}
