import { NavLink } from 'react-router';
import { isKind, PLURALS, type Kind } from '../../api/paths';
import type { Problem } from '../../api/problem';
import type { Resource } from '../../api/types';
import { healthOf } from '../../model/condition';
import { summaryOf } from '../../model/summary';
import type { TreeNode } from '../../model/tree';
import { Icon, isIcon } from '../../ui/Icon';
import { StateSign } from '../../ui/StatePill';

interface Props {
  readonly tree: TreeNode;
  readonly loading: boolean;
  readonly unreadable: readonly (readonly [Kind, Problem])[];
}

/** The environment and its members as a tree of links, joined by a road. */
export function ChildTree({ tree, loading, unreadable }: Props) {
  const home = pathOf(tree.resource);
  return (
    <nav className="tree" aria-label="Parts of the environment">
      <NodeLink resource={tree.resource} to={home} />
      <Branch nodes={tree.children} home={home} owner={tree.resource.metadata.name} />
      {loading && <p className="tree-note">Looking for its parts…</p>}
      {!loading && tree.children.length === 0 && unreadable.length === 0 && (
        <p className="tree-note">Nothing is laid yet.</p>
      )}
      {unreadable.map(([kind, problem]) => (
        <p key={kind} className="tree-note">
          {PLURALS[kind]}: {problem.message}
        </p>
      ))}
    </nav>
  );
}

interface BranchProps {
  readonly nodes: readonly TreeNode[];
  /** Path of the environment's page. */
  readonly home: string;
  readonly owner: string;
}

function Branch({ nodes, home, owner }: BranchProps) {
  if (nodes.length === 0) {
    return null;
  }
  return (
    <ul>
      {nodes.map(({ resource, children }) => (
        <li key={resource.metadata.uid}>
          <NodeLink resource={resource} to={`${home}/${pluralOf(resource)}/${resource.metadata.name}`} owner={owner} />
          <Branch nodes={children} home={home} owner={resource.metadata.name} />
        </li>
      ))}
    </ul>
  );
}

interface NodeProps {
  readonly resource: Resource;
  readonly to: string;
  /** Name that the resource's own name often starts with, and that is then set back. */
  readonly owner?: string;
}

function NodeLink({ resource, to, owner = '' }: NodeProps) {
  const { name } = resource.metadata;
  const prefix = owner !== '' && name.startsWith(`${owner}-`) ? `${owner}-` : '';
  const health = healthOf(resource);
  const icon = isIcon(resource.kind) ? resource.kind : 'unknown';
  return (
    <NavLink className="node" to={to} end>
      <span className="node-icon">
        <Icon name={icon} />
      </span>
      <span className="node-text">
        <span className="node-name">
          <span className="node-prefix">{prefix}</span>
          {name.slice(prefix.length)}
        </span>
        <span className="node-kind">
          {resource.kind}
          {summaryOf(resource) !== '' && ` · ${summaryOf(resource)}`}
        </span>
        {health.state !== 'ready' && owner !== '' && (
          <span className={`node-message text-${health.state}`}>{health.message}</span>
        )}
      </span>
      <StateSign state={health.state} />
    </NavLink>
  );
}

function pathOf({ metadata }: Resource): string {
  return `/environments/${metadata.namespace ?? ''}/${metadata.name}`;
}

function pluralOf(resource: Resource): string {
  return isKind(resource.kind) ? PLURALS[resource.kind] : resource.kind.toLowerCase();
}
