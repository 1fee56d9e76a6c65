import type { Stone } from '../model/environment';
import { stateWord } from './StatePill';

/** A course of paving stones: how far an environment is laid, one stone a station. */
export function Stones({ stones }: { readonly stones: readonly Stone[] }) {
  const text = stones.map(({ label, state }) => `${label}: ${stateWord(state)}`).join(', ');
  return (
    <span className="stones" role="img" aria-label={text} title={text}>
      {stones.map(({ label, state }) => (
        <span key={label} className={`stone state-${state}`} />
      ))}
    </span>
  );
}
