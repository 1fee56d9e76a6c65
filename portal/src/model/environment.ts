import type { Environment, Resource, Route, Workload } from '../api/types';
import { conditionOf, healthOf, healthOfCondition, type State } from './condition';

export interface Count {
  readonly ready: number;
  readonly wanted: number;
}

export interface Stone {
  readonly label: string;
  readonly state: State;
}

/** The stations of an environment, in the order in which they are laid. */
const STATIONS: readonly (readonly [type: string, label: string])[] = [
  ['DatabasesReady', 'Databases'],
  ['SecretsReady', 'Secrets'],
  ['WorkloadsReady', 'Workloads'],
  ['NetworkReady', 'Network'],
];

export function stonesOf(environment: Environment): Stone[] {
  return STATIONS.map(([type, label]) => {
    const condition = conditionOf(environment, type);
    return { label, state: condition === undefined ? 'unknown' : healthOfCondition(condition).state };
  });
}

/** Ready workloads by the uid of the environment that owns them. */
export function readyServices(workloads: readonly Workload[]): ReadonlyMap<string, number> {
  const ready = new Map<string, number>();
  for (const workload of workloads) {
    const owner = workload.metadata.ownerReferences?.find((reference) => reference.controller === true);
    if (owner !== undefined && healthOf(workload).state === 'ready') {
      ready.set(owner.uid, (ready.get(owner.uid) ?? 0) + 1);
    }
  }
  return ready;
}

export function serviceCount(environment: Environment, ready: ReadonlyMap<string, number>): Count {
  return { ready: ready.get(environment.metadata.uid) ?? 0, wanted: environment.spec?.services?.length ?? 0 };
}

/** Where the routes answer; only addresses that a browser may safely open. */
export function urlsOf(resources: readonly Resource[]): string[] {
  return resources
    .filter((resource): resource is Route => resource.kind === 'Route')
    .map((route) => route.status?.url)
    .filter((url): url is string => url !== undefined && isWebAddress(url));
}

export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

/** Keeps the environments that contain every word of the text in what the list shows of them. */
export function filterEnvironments(environments: readonly Environment[], text: string): Environment[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return environments.filter((environment) => {
    const shown = shownText(environment);
    return words.every((word) => shown.includes(word));
  });
}

/** By namespace and then by name: an order that stays while the states change. */
export function byName(a: Environment, b: Environment): number {
  return (
    (a.metadata.namespace ?? '').localeCompare(b.metadata.namespace ?? '') ||
    a.metadata.name.localeCompare(b.metadata.name)
  );
}

function shownText({ metadata, spec, ...rest }: Environment): string {
  const health = healthOf({ metadata, ...rest });
  return [metadata.name, metadata.namespace, spec?.owner, spec?.cluster, health.state, health.message]
    .join(' ')
    .toLowerCase();
}
