import type { EventRecord, Resource } from '../api/types';

/** The events of the given resources, the newest first. */
export function eventsOf(events: readonly EventRecord[], resources: readonly Resource[]): EventRecord[] {
  const uids = new Set(resources.map((resource) => resource.metadata.uid));
  return events
    .filter((event) => event.involvedObject.uid !== undefined && uids.has(event.involvedObject.uid))
    .sort((a, b) => lastSeen(b).localeCompare(lastSeen(a)));
}

/** RFC 3339 in UTC, so that texts compare as times. */
export function lastSeen(event: EventRecord): string {
  return event.lastTimestamp ?? event.firstTimestamp ?? event.metadata.creationTimestamp;
}
