import { Problem } from '../api/problem';
import type { Resource, ResourceList, WatchEvent } from '../api/types';

/**
 * The list after a batch of changes. An ERROR event is thrown as a {@link Problem};
 * changes that the list has already seen leave it as it is.
 */
export function applyChanges<T extends Resource>(
  list: ResourceList<T>,
  events: readonly WatchEvent<T>[],
): ResourceList<T> {
  const items = new Map(list.items.map((item) => [item.metadata.uid, item]));
  let resourceVersion = list.metadata.resourceVersion;
  for (const event of events) {
    switch (event.type) {
      case 'ERROR':
        throw Problem.fromStatus(event.object, 500);
      case 'DELETED':
        items.delete(event.object.metadata.uid);
        break;
      case 'ADDED':
      case 'MODIFIED':
        items.set(event.object.metadata.uid, event.object);
        break;
      case 'BOOKMARK':
        break;
    }
    resourceVersion = event.object.metadata.resourceVersion;
  }
  return { ...list, metadata: { ...list.metadata, resourceVersion }, items: [...items.values()] };
}
