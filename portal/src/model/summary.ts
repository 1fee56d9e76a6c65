import type { Database, Resource, Route, Secret, Workload } from '../api/types';

/** The one thing about a resource that fits beside its name. */
export function summaryOf(resource: Resource): string {
  switch (resource.kind) {
    case 'Database': {
      const { spec } = resource as Database;
      return [spec?.type, spec?.size].filter(Boolean).join(', ');
    }
    case 'Secret': {
      const keys = (resource as Secret).status?.keys?.length ?? 0;
      return keys === 0 ? '' : `${keys} ${keys === 1 ? 'key' : 'keys'}`;
    }
    case 'Workload': {
      const { spec, status } = resource as Workload;
      return `${status?.readyReplicas ?? 0} of ${status?.replicas ?? spec?.replicas ?? 0} running`;
    }
    case 'Route':
      return (resource as Route).spec?.hostname ?? '';
    default:
      return '';
  }
}
