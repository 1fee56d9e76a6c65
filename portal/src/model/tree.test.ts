import { describe, expect, it } from 'vitest';
import { resource } from './sample';
import { descendants, treeOf, type TreeNode } from './tree';

const root = resource('Environment', 'staging');

describe('the tree of an environment', () => {
  it('has its parts by kind in the order of laying, then by name', () => {
    const parts = [
      resource('Route', 'r', { ownerUid: 'uid-staging' }),
      resource('Workload', 'worker', { ownerUid: 'uid-staging' }),
      resource('Workload', 'api', { ownerUid: 'uid-staging' }),
      resource('Database', 'db', { ownerUid: 'uid-staging' }),
    ];

    expect(sketch(treeOf(root, parts))).toEqual(['Database/db', 'Workload/api', 'Workload/worker', 'Route/r']);
  });

  it('hangs a part of a part below it', () => {
    const parts = [
      resource('Secret', 'credentials', { ownerUid: 'uid-db' }),
      resource('Database', 'db', { ownerUid: 'uid-staging' }),
    ];

    const tree = treeOf(root, parts);

    expect(sketch(tree)).toEqual(['Database/db']);
    expect(descendants(tree).map((each) => each.metadata.name)).toEqual(['db', 'credentials']);
  });

  it('leaves out what belongs to another environment or to nobody', () => {
    const parts = [resource('Database', 'a', { ownerUid: 'uid-production' }), resource('Database', 'b')];

    expect(treeOf(root, parts).children).toEqual([]);
  });

  it('ends where owners go in a circle', () => {
    const parts = [
      resource('Database', 'a', { ownerUid: 'uid-staging', metadata: { ...root.metadata, uid: 'uid-staging', name: 'a' } }),
    ];

    expect(descendants(treeOf(root, parts)).length).toBeLessThan(20);
  });
});

function sketch(tree: TreeNode): string[] {
  return tree.children.map(({ resource: { kind, metadata } }) => `${kind}/${metadata.name}`);
}
