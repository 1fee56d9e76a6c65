import { Link, useParams } from 'react-router';
import { isKind, PLURALS } from '../../api/paths';
import type { Environment, Resource } from '../../api/types';
import { useAnnouncement } from '../../app/Announcer';
import { useTitle } from '../../app/useTitle';
import { healthOf } from '../../model/condition';
import { descendants } from '../../model/tree';
import { Empty } from '../../ui/Empty';
import { Loading } from '../../ui/Loading';
import { ProblemPanel } from '../../ui/ProblemPanel';
import { stateWord } from '../../ui/StatePill';
import { ChildTree } from './ChildTree';
import { EnvironmentHeader } from './EnvironmentHeader';
import { ResourcePanel } from './ResourcePanel';
import { useEnvironment } from './useEnvironment';
import './environment.css';

/** One environment: how it is, what belongs to it, and one of these things in detail. */
export default function EnvironmentPage() {
  const { namespace = '', name = '', plural, child } = useParams();
  const view = useEnvironment(namespace, name);
  useTitle(child === undefined ? name : `${child} in ${name}`);
  useAnnouncement(view.tree && announcement(view.tree.resource));

  if (view.state === 'loading') {
    return <Loading what={name} />;
  }
  if (view.state === 'failed' && view.problem !== null) {
    return <ProblemPanel title={`${name} cannot be shown`} problem={view.problem} onRetry={view.retry} />;
  }
  if (view.tree === undefined) {
    return <Missing namespace={namespace} name={name} />;
  }
  const environment = view.tree.resource as Environment;
  const members = descendants(view.tree);
  const selected = plural === undefined ? environment : members.find((each) => isAt(each, plural, child));

  return (
    <>
      <EnvironmentHeader environment={environment} members={members} freshness={view.freshness} />
      <div className={plural === undefined ? 'environment' : 'environment environment-detail'}>
        <ChildTree tree={view.tree} loading={view.childrenLoading} unreadable={view.unreadable} />
        {selected !== undefined ? (
          <ResourcePanel
            key={selected.metadata.uid}
            resource={selected}
            members={selected === environment ? members : []}
            events={view.events}
            eventsProblem={view.eventsProblem}
          />
        ) : (
          <NoSuchMember what={`${plural ?? ''}/${child ?? ''}`} loading={view.childrenLoading} />
        )}
      </div>
    </>
  );
}

function isAt(resource: Resource, plural: string | undefined, name: string | undefined): boolean {
  return isKind(resource.kind) && PLURALS[resource.kind] === plural && resource.metadata.name === name;
}

function announcement(environment: Resource): string {
  const health = healthOf(environment);
  return `${environment.metadata.name}: ${stateWord(health.state)}. ${health.message}`;
}

function Missing({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  return (
    <Empty title={`There is no environment ${name}`} isPage>
      <p>
        Not in namespace <code>{namespace}</code>. It may have been deleted, or the address may be wrong.
      </p>
      <p>
        <Link to="/environments">All environments</Link>
      </p>
    </Empty>
  );
}

function NoSuchMember({ what, loading }: { readonly what: string; readonly loading: boolean }) {
  if (loading) {
    return <Loading what={what} />;
  }
  return (
    <Empty title="Not part of this environment">
      <p>
        <code>{what}</code> is not here, or not any more.
      </p>
    </Empty>
  );
}
