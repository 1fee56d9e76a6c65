import type { Condition, Resource } from '../api/types';

/** One word for how a resource is doing; every colour and sign of the portal follows from it. */
export type State = 'ready' | 'waiting' | 'failed' | 'leaving' | 'unknown';

export interface Health {
  readonly state: State;
  readonly reason: string;
  readonly message: string;
}

/** Reasons that no amount of waiting mends, by the words that such reasons are made of. */
const FAILED = /Fail|Error|Invalid|Stuck|Stalled|Crash|OutOfMemory|Unknown[A-Z]|Denied|Forbidden|Exhausted|Rejected/;

export function conditionOf(resource: Resource, type: string): Condition | undefined {
  return resource.status?.conditions?.find((condition) => condition.type === type);
}

export function healthOf(resource: Resource): Health {
  if (resource.metadata.deletionTimestamp !== undefined) {
    return { state: 'leaving', reason: 'Deleting', message: readyMessage(resource) ?? 'is being deleted' };
  }
  const ready = conditionOf(resource, 'Ready');
  if (ready === undefined) {
    return { state: 'unknown', reason: 'NotLookedAt', message: 'not looked at yet' };
  }
  if (isOutdated(resource, ready)) {
    return { state: 'waiting', reason: 'Changed', message: 'the latest change is not looked at yet' };
  }
  return healthOfCondition(ready);
}

export function healthOfCondition(condition: Condition): Health {
  const reason = condition.reason ?? '';
  const message = condition.message ?? '';
  if (condition.status === 'True') {
    return { state: 'ready', reason, message };
  }
  return { state: FAILED.test(reason) ? 'failed' : 'waiting', reason, message };
}

/** Kubernetes API conventions: a condition speaks about the generation that its writer has seen. */
function isOutdated(resource: Resource, condition: Condition): boolean {
  const seen = condition.observedGeneration ?? resource.status?.observedGeneration;
  return seen !== undefined && resource.metadata.generation !== undefined && seen < resource.metadata.generation;
}

function readyMessage(resource: Resource): string | undefined {
  return conditionOf(resource, 'Ready')?.message;
}
