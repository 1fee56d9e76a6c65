import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { CHILD_KINDS, collectionPath, eventsPath, namedPath, type Kind } from '../../api/paths';
import type { Problem } from '../../api/problem';
import type { Environment, EventRecord, Resource } from '../../api/types';
import { useSettings } from '../../app/session';
import type { Freshness } from '../../live/keepWatching';
import { listKey, useAskedList, useLiveList } from '../../live/useLiveList';
import { treeOf, type TreeNode } from '../../model/tree';

export interface EnvironmentView {
  readonly state: 'loading' | 'shown' | 'missing' | 'failed';
  readonly tree: TreeNode | undefined;
  readonly events: readonly EventRecord[];
  readonly eventsProblem: Problem | null;
  /** Kinds that could not be read, so that the tree is known to lack them. */
  readonly unreadable: readonly (readonly [Kind, Problem])[];
  readonly childrenLoading: boolean;
  readonly problem: Problem | null;
  readonly freshness: Freshness;
  readonly retry: () => void;
}

/** One environment with everything that belongs to it. What changes most is watched, the rest is asked for. */
export function useEnvironment(namespace: string, name: string): EnvironmentView {
  const group = useSettings().data?.group ?? '';
  const environments = useLiveList<Environment>(namedPath(group, 'Environment', namespace, name));
  const events = useLiveList<EventRecord>(eventsPath(namespace));
  const children = {
    Workload: useLiveList(collectionPath(group, 'Workload', namespace)),
    Database: useAskedList(collectionPath(group, 'Database', namespace)),
    Secret: useAskedList(collectionPath(group, 'Secret', namespace)),
    Route: useAskedList(collectionPath(group, 'Route', namespace)),
  };
  const environment = environments.items?.find((each) => each.metadata.name === name);
  useAskAgain(group, namespace, environment?.metadata.resourceVersion);

  const lists = CHILD_KINDS.map((kind) => [kind, children[kind]] as const);
  const resources = lists.flatMap(([, list]): readonly Resource[] => list.items ?? []);
  const tree = environment && treeOf(environment, resources);
  const failed = environments.items === undefined && environments.problem !== null;
  const missing = environments.items !== undefined && environment === undefined;

  return {
    state: failed ? 'failed' : missing ? 'missing' : environment === undefined ? 'loading' : 'shown',
    tree,
    events: events.items ?? [],
    eventsProblem: events.items === undefined ? events.problem : null,
    unreadable: lists.flatMap(([kind, list]) =>
      list.items === undefined && list.problem !== null ? [[kind, list.problem] as const] : [],
    ),
    childrenLoading: lists.some(([, list]) => list.items === undefined && list.problem === null),
    problem: environments.problem,
    freshness: environments.freshness,
    retry: environments.retry,
  };
}

/** A change of the environment often comes from a change of its children: ask for those at once. */
function useAskAgain(group: string, namespace: string, resourceVersion: string | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (resourceVersion === undefined) {
      return;
    }
    for (const kind of ['Database', 'Secret', 'Route'] as const) {
      void queries.invalidateQueries({ queryKey: listKey(collectionPath(group, kind, namespace)) });
    }
  }, [queries, group, namespace, resourceVersion]);
}
