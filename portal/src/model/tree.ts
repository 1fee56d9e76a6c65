import type { Resource } from '../api/types';
import { CHILD_KINDS } from '../api/paths';

export interface TreeNode {
  readonly resource: Resource;
  readonly children: readonly TreeNode[];
}

/** Owners further up than this are a circle or a mistake. */
const DEPTH_MAX = 8;

const RANK = new Map<string, number>(CHILD_KINDS.map((kind, rank) => [kind, rank]));

/** The resources that `root` owns, directly or through others, by kind in the order of laying and then by name. */
export function treeOf(root: Resource, resources: readonly Resource[]): TreeNode {
  const owned = new Map<string, Resource[]>();
  for (const resource of resources) {
    const owner = controllerUid(resource);
    if (owner !== undefined) {
      owned.set(owner, [...(owned.get(owner) ?? []), resource]);
    }
  }
  return grow(root, owned, 0);
}

/** All resources of a tree without its root, top to bottom. */
export function descendants(tree: TreeNode): Resource[] {
  return tree.children.flatMap((child) => [child.resource, ...descendants(child)]);
}

function grow(resource: Resource, owned: ReadonlyMap<string, readonly Resource[]>, depth: number): TreeNode {
  const mine = depth < DEPTH_MAX ? (owned.get(resource.metadata.uid) ?? []) : [];
  const children = [...mine].sort(inOrder).map((child) => grow(child, owned, depth + 1));
  return { resource, children };
}

function controllerUid(resource: Resource): string | undefined {
  const owners = resource.metadata.ownerReferences;
  return owners?.find((owner) => owner.controller === true)?.uid;
}

function inOrder(a: Resource, b: Resource): number {
  return rank(a) - rank(b) || a.metadata.name.localeCompare(b.metadata.name);
}

function rank(resource: Resource): number {
  return RANK.get(resource.kind) ?? RANK.size;
}
