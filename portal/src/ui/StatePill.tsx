import type { State } from '../model/condition';
import { Icon } from './Icon';

const WORDS: Readonly<Record<State, string>> = {
  ready: 'Ready',
  waiting: 'Waiting',
  failed: 'Failed',
  leaving: 'Deleting',
  unknown: 'Unknown',
};

export function stateWord(state: State): string {
  return WORDS[state];
}

/** A state in a word, a sign and a colour. */
export function StatePill({ state }: { readonly state: State }) {
  return (
    <span className={`pill state-${state}`}>
      <Icon name={state} />
      {WORDS[state]}
    </span>
  );
}

/** The sign alone, where the word stands close by for those who see and is read out to those who do not. */
export function StateSign({ state }: { readonly state: State }) {
  return (
    <span className={`sign state-${state}`}>
      <Icon name={state} />
      <span className="hidden-text">{WORDS[state]}</span>
    </span>
  );
}
