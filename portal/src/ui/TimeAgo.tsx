import { useSyncExternalStore } from 'react';
import { age, exactTime, relativeTime } from '../model/time';

const TICK_MILLIS = 10_000;

interface Props {
  readonly instant: string | undefined;
  /** `age` is kubectl's short form (5h), for columns. */
  readonly as?: 'relative' | 'age';
}

/** How long ago, with the exact time in the reader's zone on hover. */
export function TimeAgo({ instant, as = 'relative' }: Props) {
  const now = new Date(useSyncExternalStore(subscribe, () => tick));
  if (instant === undefined || Number.isNaN(Date.parse(instant))) {
    return <span className="quiet">–</span>;
  }
  const date = new Date(instant);
  return (
    <time className="time" dateTime={instant} title={exactTime(date)}>
      {as === 'age' ? age(date, now) : relativeTime(date, now)}
    </time>
  );
}

// One clock for all times of a page, so that they move together.
let tick = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    tick = Date.now();
    timer = setInterval(() => {
      tick = Date.now();
      listeners.forEach((each) => each());
    }, TICK_MILLIS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}
