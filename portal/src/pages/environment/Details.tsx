import type { Database, Environment, Resource, Route, Secret, Workload } from '../../api/types';
import { isWebAddress } from '../../model/environment';
import { Facts, type Fact } from '../../ui/Facts';
import { InstanceTable } from './InstanceTable';
import { SecretKeys } from './SecretKeys';

/** What there is to know about a resource beyond its conditions, by kind. */
export function Details({ resource }: { readonly resource: Resource }) {
  switch (resource.kind) {
    case 'Environment':
      return <EnvironmentDetails environment={resource as Environment} />;
    case 'Database':
      return <Facts facts={databaseFacts(resource as Database)} />;
    case 'Secret':
      return (
        <>
          <Facts facts={[['Owner', (resource as Secret).spec?.owner]]} />
          <SecretKeys secret={resource as Secret} />
        </>
      );
    case 'Workload':
      return (
        <>
          <Facts facts={workloadFacts(resource as Workload)} />
          <InstanceTable instances={(resource as Workload).status?.instances ?? []} />
        </>
      );
    case 'Route':
      return <Facts facts={routeFacts(resource as Route)} />;
    default:
      return null;
  }
}

function EnvironmentDetails({ environment }: { readonly environment: Environment }) {
  const services = environment.spec?.services ?? [];
  if (services.length === 0) {
    return null;
  }
  return (
    <Facts
      facts={services.map((service): Fact => [
        `Service ${service.name}`,
        `${service.replicas ?? 1} ${(service.replicas ?? 1) === 1 ? 'replica' : 'replicas'} wanted`,
      ])}
    />
  );
}

function databaseFacts({ spec, status }: Database): Fact[] {
  return [
    ['Type', spec?.type],
    ['Size', spec?.size],
    ['Endpoint', status?.endpoint !== undefined && <code>{status.endpoint}</code>],
  ];
}

function workloadFacts({ spec, status }: Workload): Fact[] {
  return [
    ['Replicas', `${status?.readyReplicas ?? 0} of ${status?.replicas ?? spec?.replicas ?? 0} running`],
    ['CPU', spec?.resources?.cpu],
    ['Memory', spec?.resources?.memory],
  ];
}

function routeFacts({ spec, status }: Route): Fact[] {
  const url = status?.url;
  return [
    ['Hostname', spec?.hostname !== undefined && <code>{spec.hostname}</code>],
    ['Leads to', spec?.workload],
    [
      'Address',
      url !== undefined && isWebAddress(url) ? (
        <a href={url} target="_blank" rel="noreferrer">
          {url}
        </a>
      ) : (
        url
      ),
    ],
  ];
}
