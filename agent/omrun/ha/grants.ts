import type { Grants } from '../../../protocol/grants.ts';

const EVERYWHERE = '/mfs';

/**
 * What a program under `--ha` may use: what another node has, too. The cluster's files, the network, and of the machine's own files those
 * that its user says are the same everywhere (`--allow-read`, `--allow-write`).
 */
export function withHa(given: Grants | null): Grants {
  const { read, write, net, env } = given ?? { read: [], write: [], net: true as const, env: true as const };
  const and = (paths: Grants['read']): Grants['read'] =>
    paths === true ? true : [...new Set([...paths, EVERYWHERE])];
  return { read: and(read), write: and(write), net, run: [], env };
}
