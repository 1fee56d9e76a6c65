import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useClient } from '../app/clientContext';
import type { Problem } from '../api/problem';
import type { Resource, ResourceList } from '../api/types';
import { keepWatching, type Freshness } from './keepWatching';
import { takeSlot } from './slots';
import { usePageVisible } from './usePageVisible';
import { wait } from './wait';

const ASK_MILLIS = 5_000;

export interface LiveList<T> {
  readonly items: readonly T[] | undefined;
  readonly problem: Problem | null;
  readonly freshness: Freshness;
  readonly retry: () => void;
}

/** A list that a watch keeps up to date for as long as the page can be seen. */
export function useLiveList<T extends Resource>(path: string): LiveList<T> {
  const client = useClient();
  const queries = useQueryClient();
  const visible = usePageVisible();
  const [freshness, setFreshness] = useState<Freshness>('reconnecting');
  const query = useListQuery<T>(path, false);
  const loaded = query.data !== undefined;

  useEffect(() => {
    if (!loaded || !visible) {
      return;
    }
    const stop = new AbortController();
    void keepWatching<T>(
      {
        current: () => queries.getQueryData<ResourceList<T>>(listKey(path)),
        relist: () => refetch<T>(queries, path),
        open: (resourceVersion, signal) => client.watch<T>(path, resourceVersion, signal),
        keep: (list) => queries.setQueryData(listKey(path), list),
        freshness: setFreshness,
        takeSlot,
        wait,
      },
      stop.signal,
    );
    return () => stop.abort();
  }, [client, queries, path, loaded, visible]);

  return { items: query.data?.items, problem: query.error, freshness, retry: () => void query.refetch() };
}

/** A list that is asked for every few seconds: for what changes rarely and need not hold a connection. */
export function useAskedList<T extends Resource>(path: string): LiveList<T> {
  const query = useListQuery<T>(path, ASK_MILLIS);
  return { items: query.data?.items, problem: query.error, freshness: 'asking', retry: () => void query.refetch() };
}

export function listKey(path: string): readonly string[] {
  return ['list', path];
}

function useListQuery<T>(path: string, refetchInterval: number | false) {
  const client = useClient();
  return useQuery<ResourceList<T>, Problem>({
    queryKey: listKey(path),
    queryFn: ({ signal }) => client.list<T>(path, signal),
    refetchInterval: ({ state }) => (state.error?.code === 403 ? false : refetchInterval),
  });
}

async function refetch<T>(queries: QueryClient, path: string): Promise<ResourceList<T>> {
  const queryKey = listKey(path);
  await queries.refetchQueries({ queryKey, exact: true }, { throwOnError: true });
  const list = queries.getQueryData<ResourceList<T>>(queryKey);
  if (list === undefined) {
    throw new Error(`${path} was left while it was read`);
  }
  return list;
}
