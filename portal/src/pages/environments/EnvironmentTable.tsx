import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'react-router';
import type { Environment } from '../../api/types';
import { healthOf } from '../../model/condition';
import { serviceCount, stonesOf } from '../../model/environment';
import { StatePill } from '../../ui/StatePill';
import { Stones } from '../../ui/Stones';
import { TimeAgo } from '../../ui/TimeAgo';

const PAGE_ROWS = 200;

interface Props {
  readonly environments: readonly Environment[];
  /** Ready services by environment; undefined while they are not known. */
  readonly ready: ReadonlyMap<string, number> | undefined;
}

export function EnvironmentTable({ environments, ready }: Props) {
  const [rows, setRows] = useState(PAGE_ROWS);
  return (
    <div className="environments-card">
      <table className="table environments-table">
        <caption className="hidden-text">Environments</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Ready</th>
            <th scope="col">Laid</th>
            <th scope="col">Services</th>
            <th scope="col">Owner</th>
            <th scope="col">Cluster</th>
            <th scope="col" className="numeric">
              Age
            </th>
          </tr>
        </thead>
        <tbody>
          {environments.slice(0, rows).map((environment) => (
            <Row key={environment.metadata.uid} environment={environment} ready={ready} />
          ))}
        </tbody>
      </table>
      {environments.length > rows && (
        <Button className="button" onPress={() => setRows(rows + PAGE_ROWS)}>
          Show more ({environments.length - rows} left)
        </Button>
      )}
    </div>
  );
}

function Row({ environment, ready }: { readonly environment: Environment; readonly ready: Props['ready'] }) {
  const { metadata, spec } = environment;
  const health = healthOf(environment);
  return (
    <tr>
      <th scope="row">
        <Link className="row-link" to={`/environments/${metadata.namespace ?? ''}/${metadata.name}`}>
          {metadata.name}
        </Link>
        <span className="row-namespace">
          <span className="hidden-text">in namespace </span>
          {metadata.namespace}
        </span>
      </th>
      <td className="cell-ready" data-label="Ready">
        <StatePill state={health.state} />
        {health.state !== 'ready' && <span className="row-message">{health.message}</span>}
      </td>
      <td data-label="Laid">
        <Stones stones={stonesOf(environment)} />
      </td>
      <td data-label="Services">
        <Services environment={environment} ready={ready} />
      </td>
      <td data-label="Owner">{spec?.owner ?? '–'}</td>
      <td data-label="Cluster">{spec?.cluster ?? '–'}</td>
      <td data-label="Age" className="numeric">
        <TimeAgo instant={metadata.creationTimestamp} as="age" />
      </td>
    </tr>
  );
}

function Services({ environment, ready }: { readonly environment: Environment; readonly ready: Props['ready'] }) {
  if (ready === undefined) {
    return <span className="quiet">{environment.spec?.services?.length ?? 0} wanted</span>;
  }
  const count = serviceCount(environment, ready);
  return (
    <span className="tabular">
      {count.ready}
      <span className="quiet"> / {count.wanted}</span>
    </span>
  );
}
