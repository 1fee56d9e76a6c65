import type { EventRecord, Resource } from '../../src/api/types';

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Resource;
}
type Listener = (change: Change) => void;

const EVENTS_KEPT_MAX = 2_000;

/** The resources of the contract server: a map with a rising revision and watchers. */
export class World {
  private readonly resources = new Map<string, Resource>();
  private readonly listeners = new Map<Listener, string>();
  private history: { readonly revision: number; readonly plural: string; readonly change: Change }[] = [];
  private revision = 100;
  private uids = 0;

  get resourceVersion(): string {
    return String(this.revision);
  }

  list(plural: string, namespace?: string): Resource[] {
    return [...this.resources.entries()]
      .filter(([key]) => key.startsWith(`${plural}/${namespace === undefined ? '' : `${namespace}/`}`))
      .map(([, resource]) => resource);
  }

  find(plural: string, namespace: string, name: string): Resource | undefined {
    return this.resources.get(`${plural}/${namespace}/${name}`);
  }

  /** Writes a resource; the server's part of its metadata is added here. */
  put<T extends Resource>(plural: string, resource: Omit<T, 'metadata'> & { metadata: Partial<T['metadata']> }): T {
    const { namespace = 'platform', name = '' } = resource.metadata;
    const old = this.find(plural, namespace, name);
    const written = {
      ...resource,
      metadata: {
        uid: old?.metadata.uid ?? `uid-${++this.uids}`,
        creationTimestamp: old?.metadata.creationTimestamp ?? new Date().toISOString(),
        generation: 1,
        ...resource.metadata,
        namespace,
        name,
        resourceVersion: String(++this.revision),
      },
    } as unknown as T;
    this.resources.set(`${plural}/${namespace}/${name}`, written);
    this.tell(plural, { type: old === undefined ? 'ADDED' : 'MODIFIED', object: written });
    return written;
  }

  delete(plural: string, namespace: string, name: string): void {
    const old = this.find(plural, namespace, name);
    if (old === undefined) {
      return;
    }
    this.resources.delete(`${plural}/${namespace}/${name}`);
    const object = { ...old, metadata: { ...old.metadata, resourceVersion: String(++this.revision) } };
    this.tell(plural, { type: 'DELETED', object });
  }

  event(about: Resource, type: 'Normal' | 'Warning', reason: string, message: string, count = 1): void {
    const { name, namespace = '', uid } = about.metadata;
    const now = new Date().toISOString();
    this.put<EventRecord>('events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { namespace, name: `${name}.${this.revision}` },
      involvedObject: { kind: about.kind, name, uid },
      type,
      reason,
      message,
      count,
      firstTimestamp: now,
      lastTimestamp: now,
    });
  }

  /** Changes after a revision, or null where that is no longer known. */
  since(plural: string, revision: number): Change[] | null {
    const oldest = this.history[0]?.revision ?? this.revision + 1;
    if (revision + 1 < oldest && revision < this.revision && this.forgotten) {
      return null;
    }
    return this.history.filter((each) => each.plural === plural && each.revision > revision).map((each) => each.change);
  }

  /** Forgets the past, as a server does after a while: watches from before now answer 410. */
  compact(): void {
    this.history = [];
    this.forgotten = true;
    this.revision += 10;
  }

  listen(plural: string, listener: Listener): () => void {
    this.listeners.set(listener, plural);
    return () => this.listeners.delete(listener);
  }

  private forgotten = false;

  private tell(plural: string, change: Change): void {
    this.history.push({ revision: this.revision, plural, change });
    this.history = this.history.slice(-EVENTS_KEPT_MAX);
    for (const [listener, wanted] of this.listeners) {
      if (wanted === plural) {
        listener(change);
      }
    }
  }
}
