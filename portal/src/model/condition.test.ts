import { describe, expect, it } from 'vitest';
import { healthOf } from './condition';
import { condition, environment, resource } from './sample';

describe('the health of a resource', () => {
  it('is ready when its Ready condition is true', () => {
    const health = healthOf(environment('a', {}, condition('Ready', 'True', 'AsWanted', 'all is well')));

    expect(health).toEqual({ state: 'ready', reason: 'AsWanted', message: 'all is well' });
  });

  it('is waiting, with the one thing waited for, when Ready is false', () => {
    const health = healthOf(environment('a', {}, condition('Ready', 'False', 'Waiting', 'waits for app-db')));

    expect(health).toEqual({ state: 'waiting', reason: 'Waiting', message: 'waits for app-db' });
  });

  it.each(['UnknownDriver', 'DriverFailed', 'CrashLoop', 'OutOfMemory', 'InvalidSpec', 'Stuck'])(
    'is failed when the reason is %s',
    (reason) => {
      expect(healthOf(environment('a', {}, condition('Ready', 'False', reason))).state).toBe('failed');
    },
  );

  it('is waiting for reasons that only time has to mend', () => {
    expect(healthOf(environment('a', {}, condition('Ready', 'False', 'NoArtifact'))).state).toBe('waiting');
    expect(healthOf(environment('a', {}, condition('Ready', 'Unknown', 'Unknown'))).state).toBe('waiting');
  });

  it('is unknown before anybody has looked', () => {
    expect(healthOf(resource('Database', 'a')).state).toBe('unknown');
  });

  it('is waiting while its condition speaks of an older generation', () => {
    const stale = environment('a', {}, { ...condition('Ready', 'True'), observedGeneration: 1 });

    const health = healthOf({ ...stale, metadata: { ...stale.metadata, generation: 2 } });

    expect(health.state).toBe('waiting');
  });

  it('is leaving while it is being deleted, whatever its conditions say', () => {
    const ready = environment('a', {}, condition('Ready', 'True', '', 'takes the final dump'));

    const health = healthOf({ ...ready, metadata: { ...ready.metadata, deletionTimestamp: '2026-11-22T11:00:00Z' } });

    expect(health).toEqual({ state: 'leaving', reason: 'Deleting', message: 'takes the final dump' });
  });
});
