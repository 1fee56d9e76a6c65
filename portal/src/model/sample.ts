import type { Condition, Environment, Resource } from '../api/types';

/** Resources for tests: only what a test is about has to be said. */
export function resource(kind: string, name: string, more: Partial<Resource> & { ownerUid?: string } = {}): Resource {
  const { ownerUid, metadata, ...rest } = more;
  const owners = ownerUid === undefined ? [] : [{ kind: 'Environment', name: 'owner', uid: ownerUid, controller: true }];
  return {
    apiVersion: 'platform.example.com/v1',
    kind,
    ...rest,
    metadata: {
      name,
      namespace: 'platform',
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: '2026-11-22T10:00:00Z',
      ownerReferences: owners,
      ...metadata,
    },
  };
}

export function condition(type: string, status: Condition['status'], reason = '', message = ''): Condition {
  return { type, status, reason, message };
}

export function environment(name: string, spec: Environment['spec'], ...conditions: Condition[]): Environment {
  return { ...resource('Environment', name), spec: spec ?? {}, status: { conditions } };
}
