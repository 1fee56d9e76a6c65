import { asProblem, type Problem } from '../api/problem';
import type { Resource, ResourceList, WatchEvent } from '../api/types';
import { applyChanges } from './changes';
import type { TakeSlot } from './slots';
import type { Wait } from './wait';

/** How fresh a list is: changes arrive as they happen, or are asked for, or the connection is being sought again. */
export type Freshness = 'live' | 'asking' | 'reconnecting';

export const ASK_MILLIS = 4_000;
export const RETRY_MILLIS_MIN = 500;
export const RETRY_MILLIS_MAX = 30_000;
/** A server sends a bookmark at least every minute: a longer silence means that the connection is dead. */
export const SILENCE_MILLIS_MAX = 90_000;

export interface Watching<T extends Resource> {
  /** Reads the whole list anew and keeps it. */
  readonly relist: () => Promise<ResourceList<T>>;
  readonly current: () => ResourceList<T> | undefined;
  readonly open: (resourceVersion: string, signal: AbortSignal) => Promise<AsyncIterable<WatchEvent<T>[]>>;
  readonly keep: (list: ResourceList<T>) => void;
  readonly freshness: (freshness: Freshness) => void;
  readonly takeSlot: TakeSlot;
  readonly wait: Wait;
}

/** Keeps a list up to date until the signal is aborted, or until the server says that it never will be. */
export async function keepWatching<T extends Resource>(watching: Watching<T>, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const release = await watching.takeSlot();
    try {
      if (release === undefined) {
        watching.freshness('asking');
        await watching.wait(ASK_MILLIS, signal);
        await relistUnlessAborted(watching, signal);
      } else {
        await watchOnce(watching, signal, () => (failures = 0));
        await watching.wait(RETRY_MILLIS_MIN, signal);
      }
    } catch (error) {
      if (isAborted(signal)) {
        return;
      }
      const problem = asProblem(error);
      if (isFinal(problem)) {
        return;
      }
      watching.freshness('reconnecting');
      await watching.wait(retryMillis(failures++), signal);
      if (problem.code === 410) {
        await relistUnlessAborted(watching, signal).catch(() => undefined);
      }
    } finally {
      release?.();
    }
  }
}

/** Doubles from half a second up to half a minute. */
export function retryMillis(failures: number): number {
  return Math.min(RETRY_MILLIS_MIN * 2 ** failures, RETRY_MILLIS_MAX);
}

async function watchOnce<T extends Resource>(
  watching: Watching<T>,
  signal: AbortSignal,
  onOpen: () => void,
): Promise<void> {
  const list = watching.current() ?? (await watching.relist());
  const silence = silenceAfter(SILENCE_MILLIS_MAX);
  try {
    const opened = await watching.open(list.metadata.resourceVersion, AbortSignal.any([signal, silence.signal]));
    watching.freshness('live');
    onOpen();
    for await (const events of opened) {
      silence.heard();
      watching.keep(applyChanges(watching.current() ?? list, events));
    }
  } finally {
    silence.end();
  }
}

function silenceAfter(millis: number) {
  const controller = new AbortController();
  const expire = () => controller.abort(new TypeError('The watch has been silent for too long.'));
  let timer = setTimeout(expire, millis);
  return {
    signal: controller.signal,
    heard: () => {
      clearTimeout(timer);
      timer = setTimeout(expire, millis);
    },
    end: () => clearTimeout(timer),
  };
}

async function relistUnlessAborted<T extends Resource>(watching: Watching<T>, signal: AbortSignal): Promise<void> {
  if (!isAborted(signal)) {
    await watching.relist();
  }
}

/** Read through a function: the compiler would otherwise believe that a signal stays as it was before an await. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Signed out, or not allowed: trying again cannot help. */
function isFinal(problem: Problem): boolean {
  return problem.code === 401 || problem.code === 403;
}
