import { describe, expect, it } from 'vitest';
import type { Workload } from '../api/types';
import { filterEnvironments, isWebAddress, readyServices, serviceCount, stonesOf, urlsOf } from './environment';
import { condition, environment, resource } from './sample';

describe('an environment', () => {
  it('lays one stone for each station, and an unknown one where nobody has looked', () => {
    const half = environment('a', {}, condition('DatabasesReady', 'True'), condition('SecretsReady', 'False'));

    expect(stonesOf(half).map((stone) => stone.state)).toEqual(['ready', 'waiting', 'unknown', 'unknown']);
  });

  it('counts the ready workloads that it owns against the services that it wants', () => {
    const staging = environment('staging', { services: [{ name: 'api' }, { name: 'worker' }] });
    const isReady = { conditions: [condition('Ready', 'True')] };
    const workloads = [
      resource('Workload', 'api', { ownerUid: 'uid-staging', status: isReady }),
      resource('Workload', 'worker', { ownerUid: 'uid-staging' }),
      resource('Workload', 'other', { ownerUid: 'uid-other', status: isReady }),
    ] as Workload[];

    expect(serviceCount(staging, readyServices(workloads))).toEqual({ ready: 1, wanted: 2 });
  });

  it('links only to addresses that are safe to open', () => {
    const route = (url: string) => ({ ...resource('Route', 'r'), status: { url, conditions: [] } });

    expect(urlsOf([route('http://a.example.com:7080/'), route('javascript:alert(1)'), route('nonsense')])).toEqual([
      'http://a.example.com:7080/',
    ]);
    expect(isWebAddress('data:text/html,x')).toBe(false);
  });

  it('is found by all words together, in what the list shows', () => {
    const environments = [
      environment('checkout', { owner: 'team-payments' }, condition('Ready', 'False', '', 'waits for ledger')),
      environment('search', { owner: 'team-discovery' }, condition('Ready', 'True')),
    ];
    const found = (text: string) => filterEnvironments(environments, text).map((each) => each.metadata.name);

    expect(found('')).toEqual(['checkout', 'search']);
    expect(found('PAYMENTS ledger')).toEqual(['checkout']);
    expect(found('payments search')).toEqual([]);
  });
});
