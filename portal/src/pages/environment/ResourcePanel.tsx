import { lazy, Suspense } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { Link, useSearchParams } from 'react-router';
import type { Problem } from '../../api/problem';
import type { EventRecord, Resource, Workload } from '../../api/types';
import { healthOf } from '../../model/condition';
import { eventsOf } from '../../model/events';
import { Icon, isIcon } from '../../ui/Icon';
import { Loading } from '../../ui/Loading';
import { StatePill } from '../../ui/StatePill';
import { ConditionTable } from './ConditionTable';
import { Details } from './Details';
import { EventTable } from './EventTable';

/** How many events the overview shows; the others have a tab of their own. */
const LATEST_EVENTS = 4;

const LogView = lazy(() => import('./LogView'));
const YamlView = lazy(() => import('./YamlView'));

interface Props {
  readonly resource: Resource;
  /** Resources whose events belong to the story of this one. */
  readonly members: readonly Resource[];
  readonly events: readonly EventRecord[];
  readonly eventsProblem: Problem | null;
}

/** Everything about one resource. The open tab is part of the address. */
export function ResourcePanel({ resource, members, events, eventsProblem }: Props) {
  const [query, setQuery] = useSearchParams();
  const isRoot = resource.kind === 'Environment';
  const hasLog = resource.kind === 'Workload';
  const tabs = ['overview', ...(hasLog ? ['log'] : []), 'events', 'yaml'];
  const asked = query.get('view') ?? 'overview';
  const open = (view: string) => setQuery(view === 'overview' ? {} : { view }, { replace: true });
  const mine = eventsOf(events, [resource, ...members]);

  return (
    <section className="panel" aria-label={`${resource.kind} ${resource.metadata.name}`}>
      <PanelHead resource={resource} isRoot={isRoot} />
      <Tabs selectedKey={tabs.includes(asked) ? asked : 'overview'} onSelectionChange={(key) => open(String(key))}>
        <TabList className="tabs" aria-label={`Views of ${resource.metadata.name}`}>
          <Tab className="tab" id="overview">
            Overview
          </Tab>
          {hasLog && (
            <Tab className="tab" id="log">
              Log
            </Tab>
          )}
          <Tab className="tab" id="events">
            Events {mine.length > 0 && <span className="count">{mine.length}</span>}
          </Tab>
          <Tab className="tab" id="yaml">
            YAML
          </Tab>
        </TabList>
        <TabPanel className="tab-panel" id="overview">
          <Details resource={resource} />
          <h3>Conditions</h3>
          <ConditionTable conditions={resource.status?.conditions ?? []} />
          {mine.length > 0 && (
            <>
              <h3>Latest events</h3>
              <EventTable events={mine.slice(0, LATEST_EVENTS)} problem={null} showObject={isRoot} />
            </>
          )}
        </TabPanel>
        {hasLog && (
          <TabPanel className="tab-panel" id="log">
            <Suspense fallback={<Loading what="the log" />}>
              <LogView workload={resource as Workload} />
            </Suspense>
          </TabPanel>
        )}
        <TabPanel className="tab-panel" id="events">
          <EventTable events={mine} problem={eventsProblem} showObject={isRoot} />
        </TabPanel>
        <TabPanel className="tab-panel" id="yaml">
          <Suspense fallback={<Loading what="the manifest" />}>
            <YamlView resource={resource} />
          </Suspense>
        </TabPanel>
      </Tabs>
    </section>
  );
}

function PanelHead({ resource, isRoot }: { readonly resource: Resource; readonly isRoot: boolean }) {
  const health = healthOf(resource);
  if (isRoot) {
    return (
      <h2 className="hidden-text">
        Environment
      </h2>
    );
  }
  return (
    <div className="panel-head">
      <Link className="panel-back" to="../../.." relative="path">
        <Icon name="back" />
        All parts
      </Link>
      <p className="panel-kind">
        <Icon name={isIcon(resource.kind) ? resource.kind : 'unknown'} />
        {resource.kind}
      </p>
      <div className="panel-title">
        <h2>{resource.metadata.name}</h2>
        <StatePill state={health.state} />
      </div>
      {health.message !== '' && <p className="quiet">{health.message}</p>}
    </div>
  );
}
