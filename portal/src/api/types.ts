/** The shapes on the wire: resources by the Kubernetes API conventions, as far as the portal reads them. */

export interface OwnerReference {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly observedGeneration?: number;
}

export interface Status {
  readonly conditions?: readonly Condition[];
  readonly observedGeneration?: number;
}

export interface Resource<Spec = unknown, S extends Status = Status> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: Spec;
  readonly status?: S;
}

export interface EnvironmentSpec {
  readonly owner?: string;
  readonly cluster?: string;
  readonly namespace?: string;
  readonly services?: readonly { readonly name: string; readonly replicas?: number }[];
}
export type Environment = Resource<EnvironmentSpec>;

export interface DatabaseSpec {
  readonly type?: string;
  readonly size?: string;
}
export interface DatabaseStatus extends Status {
  readonly endpoint?: string;
}
export type Database = Resource<DatabaseSpec, DatabaseStatus>;

export interface SecretStatus extends Status {
  readonly keys?: readonly string[];
}
export type Secret = Resource<{ readonly owner?: string }, SecretStatus>;

export interface Instance {
  readonly index: number;
  readonly port?: number;
  readonly phase?: string;
  readonly restarts?: number;
  readonly message?: string;
}
export interface WorkloadSpec {
  readonly replicas?: number;
  readonly resources?: { readonly cpu?: string; readonly memory?: string };
}
export interface WorkloadStatus extends Status {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly instances?: readonly Instance[];
}
export type Workload = Resource<WorkloadSpec, WorkloadStatus>;

export interface RouteStatus extends Status {
  readonly url?: string;
}
export type Route = Resource<{ readonly hostname?: string; readonly workload?: string }, RouteStatus>;

export interface EventRecord extends Resource {
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly uid?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly firstTimestamp?: string;
  readonly lastTimestamp?: string;
}

export interface ResourceList<T> {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly T[];
}

export type WatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly object: { readonly metadata: { readonly resourceVersion: string } } }
  | { readonly type: 'ERROR'; readonly object: StatusBody };

/** A failure as the API tells it (kind Status). */
export interface StatusBody {
  readonly kind?: string;
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: { readonly causes?: readonly Cause[] };
}
export interface Cause {
  readonly field?: string;
  readonly message?: string;
  readonly reason?: string;
}

export interface Session {
  readonly user: string;
  readonly groups: readonly string[];
  readonly csrf: string;
}

export interface Settings {
  readonly organisation: string;
  readonly group: string;
  readonly version: string;
  readonly apiServer: string;
}
