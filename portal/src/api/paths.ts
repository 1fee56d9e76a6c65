/** The kinds of an environment in the order in which they are laid, and where the API keeps them. */
export const PLURALS = {
  Environment: 'environments',
  Database: 'databases',
  Secret: 'secrets',
  Workload: 'workloads',
  Route: 'routes',
} as const;

export type Kind = keyof typeof PLURALS;

export const CHILD_KINDS = ['Database', 'Secret', 'Workload', 'Route'] as const satisfies readonly Kind[];

export function isKind(kind: string): kind is Kind {
  return kind in PLURALS;
}

/** Path of all resources of a kind, in one namespace or (without one) in all. */
export function collectionPath(group: string, kind: Kind, namespace?: string): string {
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `/apis/${group}/v1${scope}/${PLURALS[kind]}`;
}

export function objectPath(group: string, kind: Kind, namespace: string, name: string): string {
  return `${collectionPath(group, kind, namespace)}/${encodeURIComponent(name)}`;
}

export function namedPath(group: string, kind: Kind, namespace: string, name: string): string {
  return `${collectionPath(group, kind, namespace)}?fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}`;
}

export function eventsPath(namespace: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`;
}

/** Adds parameters to a path that may have some already. */
export function withQuery(path: string, parameters: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(parameters).toString();
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}
