import { useEffect, useState } from 'react';
import type { Client } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import { useClient } from '../../app/clientContext';
import { ASK_MILLIS, retryMillis } from '../../live/keepWatching';
import { takeSlot } from '../../live/slots';
import { usePageVisible } from '../../live/usePageVisible';
import { wait } from '../../live/wait';
import { appendLines } from '../../model/logLines';

const TAIL_LINES = 500;

interface Log {
  readonly source: string;
  readonly lines: readonly string[];
  readonly loading: boolean;
  readonly problem: Problem | null;
}

/** The end of a log, and while `follow` is set what is written from then on. */
export function useLog(path: string, replica: number, follow: boolean): Log & { readonly retry: () => void } {
  const client = useClient();
  const visible = usePageVisible();
  const source = `${path}?${replica}`;
  const [log, setLog] = useState<Log>(() => emptyLog(source));
  const [attempt, setAttempt] = useState(0);
  if (log.source !== source) {
    setLog(emptyLog(source));
  }

  useEffect(() => {
    if (!visible) {
      return;
    }
    const stop = new AbortController();
    const show = (lines: readonly string[], add: boolean) =>
      setLog((old) => ({ source, lines: appendLines(add ? old.lines : [], lines), loading: false, problem: null }));
    const read = follow ? followLog : readLog;
    read(client, path, replica, show, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted) {
        setLog((old) => ({ ...old, loading: false, problem: asProblem(error) }));
      }
    });
    return () => stop.abort();
  }, [client, path, replica, source, follow, visible, attempt]);

  return { ...log, retry: () => setAttempt(attempt + 1) };
}

type Show = (lines: readonly string[], add: boolean) => void;

async function readLog(client: Client, path: string, replica: number, show: Show, signal: AbortSignal): Promise<void> {
  show(await client.logTail(path, replica, TAIL_LINES, signal), false);
}

/** Streams where a slot is free, asks now and then where none is. Starts anew when the stream ends: so do processes. */
async function followLog(client: Client, path: string, replica: number, show: Show, signal: AbortSignal): Promise<void> {
  for (let restarts = 0; !signal.aborted; restarts++) {
    const release = await takeSlot();
    try {
      if (release === undefined) {
        await readLog(client, path, replica, show, signal);
        await wait(ASK_MILLIS, signal);
        continue;
      }
      let add = false;
      for await (const lines of await client.log(path, replica, TAIL_LINES, signal)) {
        show(lines, add);
        add = true;
      }
    } finally {
      release?.();
    }
    await wait(retryMillis(restarts), signal);
  }
}

function emptyLog(source: string): Log {
  return { source, lines: [], loading: true, problem: null };
}
