import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { collectionPath } from '../../api/paths';
import type { Environment, Workload } from '../../api/types';
import { useAnnouncement } from '../../app/Announcer';
import { useSettings } from '../../app/session';
import { useTitle } from '../../app/useTitle';
import { useLiveList } from '../../live/useLiveList';
import { byName, filterEnvironments, readyServices } from '../../model/environment';
import { healthOf, type State } from '../../model/condition';
import { LiveSign } from '../../ui/LiveSign';
import { Loading } from '../../ui/Loading';
import { ProblemPanel } from '../../ui/ProblemPanel';
import { EnvironmentTable } from './EnvironmentTable';
import { Filters } from './Filters';
import { NamespaceForm } from './NamespaceForm';
import { NoEnvironments, NothingFound } from './NoEnvironments';
import './environments.css';

/** All environments that the reader may see, live. The filters live in the address, so that a view can be shared. */
export default function EnvironmentsPage() {
  useTitle('Environments');
  const [query, setQuery] = useSearchParams();
  const namespace = query.get('namespace') ?? undefined;
  const group = useSettings().data?.group ?? '';
  const environments = useLiveList<Environment>(collectionPath(group, 'Environment', namespace));
  const workloads = useLiveList<Workload>(collectionPath(group, 'Workload', namespace));
  const all = useMemo(() => [...(environments.items ?? [])].sort(byName), [environments.items]);
  const ready = useMemo(() => readyServices(workloads.items ?? []), [workloads.items]);
  const counts = useMemo(() => countStates(all), [all]);
  useAnnouncement(environments.items && `${counts.get('ready') ?? 0} of ${all.length} environments are ready`);

  const text = query.get('q') ?? '';
  const state = query.get('state');
  const shown = filterEnvironments(all, text).filter((each) => state === null || healthOf(each).state === state);
  const change = (name: string, value: string | null) =>
    setQuery((old) => changed(old, name, value), { replace: true });

  return (
    <>
      <div className="page-head">
        <h1>Environments</h1>
        {environments.items !== undefined && <LiveSign freshness={environments.freshness} />}
        {namespace !== undefined && (
          <span className="page-scope">
            in namespace <code>{namespace}</code>
          </span>
        )}
      </div>
      {environments.items === undefined && environments.problem === null && <Loading what="the environments" />}
      {environments.items === undefined && environments.problem !== null && (
        <>
          <ProblemPanel
            title="The environments cannot be shown"
            problem={environments.problem}
            onRetry={environments.retry}
          />
          {environments.problem.code === 403 && <NamespaceForm onChoose={(chosen) => change('namespace', chosen)} />}
        </>
      )}
      {environments.items !== undefined && all.length === 0 && <NoEnvironments />}
      {all.length > 0 && (
        <>
          <Filters text={text} state={state} counts={counts} total={all.length} onChange={change} />
          {shown.length === 0 ? (
            <NothingFound />
          ) : (
            <EnvironmentTable environments={shown} ready={workloads.items === undefined ? undefined : ready} />
          )}
        </>
      )}
    </>
  );
}

function countStates(environments: readonly Environment[]): ReadonlyMap<State, number> {
  const counts = new Map<State, number>();
  for (const environment of environments) {
    const { state } = healthOf(environment);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return counts;
}

function changed(old: URLSearchParams, name: string, value: string | null): URLSearchParams {
  const query = new URLSearchParams(old);
  if (value === null || value === '') {
    query.delete(name);
  } else {
    query.set(name, value);
  }
  return query;
}
