import type { Freshness } from '../live/keepWatching';

const WORDS: Readonly<Record<Freshness, readonly [word: string, meaning: string]>> = {
  live: ['Live', 'Changes appear as they happen'],
  asking: ['Every few seconds', 'All streams of this browser are in use, so the page asks now and then'],
  reconnecting: ['Connecting…', 'Looking for the server; what you see may be old'],
};

export function LiveSign({ freshness }: { readonly freshness: Freshness }) {
  const [word, meaning] = WORDS[freshness];
  return (
    <span className={`live live-${freshness}`} title={meaning}>
      <span className="live-dot" aria-hidden="true" />
      {word}
    </span>
  );
}
