import type { Frontmatter } from './frontmatter.ts';

/** Why a test is not run at all. */
export interface Exception {
  category: string;
  reason: string;
  covers(path: string, source: string, front: Frontmatter): boolean;
}

/** docs/conformance.md tells of each. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    category: 'realms',
    reason: 'needs a second realm, which a program gets from node:vm alone',
    covers: (_path, source) => /createRealm|\$262\.evalScript|AbstractModuleSource/.test(source),
  },
  {
    category: 'shared memory',
    reason: 'needs agents that share memory, which a program gets from node:worker_threads alone',
    covers: (_path, source, { flags }) => /\$262\.agent/.test(source) || flags.has('CanBlockIsFalse'),
  },
  {
    category: 'host',
    reason: 'needs what no node program has without flags (gc, IsHTMLDDA)',
    covers: (_path, source) => /\$262\.(gc|IsHTMLDDA)|host-gc-required/.test(source),
  },
];
