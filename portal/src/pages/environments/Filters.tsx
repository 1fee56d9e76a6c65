import { Button, Input, Label, SearchField } from 'react-aria-components';
import type { State } from '../../model/condition';
import { Icon } from '../../ui/Icon';
import { Segments } from '../../ui/Segments';
import { stateWord } from '../../ui/StatePill';

interface Props {
  readonly text: string;
  readonly state: string | null;
  readonly counts: ReadonlyMap<State, number>;
  readonly total: number;
  readonly onChange: (name: 'q' | 'state', value: string | null) => void;
}

const STATES: readonly State[] = ['failed', 'waiting', 'leaving', 'unknown', 'ready'];

export function Filters({ text, state, counts, total, onChange }: Props) {
  const states = STATES.filter((each) => each === state || (counts.get(each) ?? 0) > 0);
  const options = [['all', withCount('All', total)] as const, ...states.map((each) => [each, withCount(stateWord(each), counts.get(each) ?? 0)] as const)];
  return (
    <div className="filters" role="search">
      <SearchField className="search" value={text} onChange={(value) => onChange('q', value)}>
        <Label className="hidden-text">Filter by name, namespace, owner, cluster or message</Label>
        <Icon name="search" />
        <Input className="input" placeholder="Name, owner, cluster, message…" />
        <Button className="search-clear" aria-label="Clear the filter">
          <Icon name="clear" />
        </Button>
      </SearchField>
      <Segments
        label="State"
        labelHidden
        value={state ?? 'all'}
        options={options}
        onChange={(value) => onChange('state', value === 'all' ? null : value)}
      />
    </div>
  );
}

function withCount(word: string, count: number) {
  return (
    <>
      {word} <span className="count">{count}</span>
    </>
  );
}
