import type { Resource } from '../api/types';

/** What a person reads of a resource: in the usual order, without the bookkeeping of field managers. */
export function manifestOf(resource: Resource): Record<string, unknown> {
  const { apiVersion, kind, metadata, ...rest } = resource;
  const shown = Object.entries(metadata).filter(([name]) => name !== 'managedFields');
  return { apiVersion, kind, metadata: Object.fromEntries(shown), ...rest };
}
