import type { Resource } from '../api/types';

/** What a person reads of a resource: in the usual order, without the bookkeeping of field managers. */
export function manifestOf(resource: Resource): Record<string, unknown> {
  const { apiVersion, kind, metadata, ...rest } = resource;
  const { name, namespace, ...bookkeeping } = metadata;
  const shown = Object.entries(bookkeeping).filter(([field]) => field !== 'managedFields');
  return { apiVersion, kind, metadata: { name, namespace, ...Object.fromEntries(shown) }, ...rest };
}
