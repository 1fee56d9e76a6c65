import { describe, expect, it } from 'vitest';
import { Problem } from '../api/problem';
import type { Resource, ResourceList, WatchEvent } from '../api/types';
import { resource } from '../model/sample';
import { applyChanges } from './changes';
import { ASK_MILLIS, keepWatching, retryMillis, RETRY_MILLIS_MAX, type Freshness } from './keepWatching';

type Answer = WatchEvent<Resource>[][] | Problem;

/** A server whose watches answer as scripted; when the script ends, so does the watching. */
class TestServer {
  readonly opened: string[] = [];
  readonly waited: number[] = [];
  readonly seen: Freshness[] = [];
  relists = 0;
  slots = Infinity;
  list: ResourceList<Resource> = { metadata: { resourceVersion: '10' }, items: [] };
  private readonly stop = new AbortController();

  constructor(private readonly answers: Answer[]) {}

  async run(): Promise<void> {
    await keepWatching<Resource>(
      {
        current: () => this.list,
        relist: () => {
          this.relists++;
          this.list = { metadata: { resourceVersion: String(100 * this.relists) }, items: [] };
          this.endIfDone();
          return Promise.resolve(this.list);
        },
        open: (resourceVersion) => {
          this.opened.push(resourceVersion);
          const answer = this.answers.shift();
          return answer instanceof Problem ? Promise.reject(answer) : Promise.resolve(stream(answer ?? []));
        },
        keep: (list) => (this.list = list),
        freshness: (freshness) => this.seen.push(freshness),
        takeSlot: () => Promise.resolve(this.slots-- > 0 ? () => undefined : undefined),
        wait: (millis) => {
          this.waited.push(millis);
          this.endIfDone();
          return Promise.resolve();
        },
      },
      this.stop.signal,
    );
  }

  private endIfDone(): void {
    if (this.answers.length === 0) {
      this.stop.abort();
    }
  }
}

async function* stream(batches: WatchEvent<Resource>[][]): AsyncGenerator<WatchEvent<Resource>[]> {
  for (const batch of batches) {
    await Promise.resolve();
    yield batch;
  }
}

function changed(type: 'ADDED' | 'MODIFIED' | 'DELETED', name: string, resourceVersion: string): WatchEvent<Resource> {
  const plain = resource('Environment', name);
  return { type, object: { ...plain, metadata: { ...plain.metadata, resourceVersion } } };
}

describe('keeping a list', () => {
  it('applies changes and goes on after the last one it saw', async () => {
    const server = new TestServer([
      [[changed('ADDED', 'a', '11'), changed('ADDED', 'b', '12')], [changed('DELETED', 'a', '13')]],
      [[{ type: 'BOOKMARK', object: { metadata: { resourceVersion: '20' } } }]],
      [],
    ]);

    await server.run();

    expect(server.opened).toEqual(['10', '13', '20']);
    expect(server.list.items.map((item) => item.metadata.name)).toEqual(['b']);
    expect(server.relists).toBe(0);
  });

  it('reads everything anew when the server no longer knows the revision, told by answer or by event', async () => {
    const expired = { code: 410, reason: 'Expired', message: 'too old resource version' };
    const server = new TestServer([
      new Problem(410, 'Expired', 'too old'),
      [[{ type: 'ERROR', object: expired }]],
      [],
    ]);

    await server.run();

    expect(server.opened).toEqual(['10', '100', '200']);
    expect(server.relists).toBe(2);
  });

  it('waits longer after each failure and starts small again after a success', async () => {
    const away = new Problem(0, 'Unreachable', 'away');
    const server = new TestServer([away, away, away, [], away, []]);

    await server.run();

    expect(server.waited).toEqual([500, 1_000, 2_000, 500, 500, 500]);
    expect(server.seen.filter((each) => each === 'reconnecting')).toHaveLength(4);
    expect(retryMillis(50)).toBe(RETRY_MILLIS_MAX);
  });

  it('gives up when the server says that the reader may not watch', async () => {
    const server = new TestServer([new Problem(403, 'Forbidden', 'no'), []]);

    await server.run();

    expect(server.opened).toEqual(['10']);
  });

  it('asks now and then while no stream is free', async () => {
    const server = new TestServer([[], []]);
    server.slots = 2;
    const asked = new TestServer([]);
    asked.slots = 0;

    await server.run();
    await asked.run();

    expect(asked.opened).toEqual([]);
    expect(asked.waited).toEqual([ASK_MILLIS]);
    expect(server.opened).toHaveLength(2);
  });
});

describe('a batch of changes', () => {
  it('replaces by uid, so that a resource made anew under an old name is a new one', () => {
    const old = resource('Environment', 'a');
    const anew = { ...old, metadata: { ...old.metadata, uid: 'uid-new', resourceVersion: '3' } };
    const list = { metadata: { resourceVersion: '1' }, items: [old] };

    const next = applyChanges(list, [changed('DELETED', 'a', '2'), { type: 'ADDED', object: anew }]);

    expect(next.items).toEqual([anew]);
    expect(next.metadata.resourceVersion).toBe('3');
  });
});
