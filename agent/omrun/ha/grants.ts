import type { Grants } from '../../../protocol/grants.ts';

const EVERYWHERE = '/mfs';

/**
 * What a program under `--ha` may use: what another node has, too. The cluster's files, the network, and of the machine's own files those
 * that its user says are the same everywhere (`--allow-read`, `--allow-write`). `isClosed`: with `--permission` no network but what is named.
 */
export function withHa(given: Grants | null, isClosed: boolean): Grants {
  const { read, write, net, env } = given ?? { read: [], write: [], net: [], env: [] };
  const and = (paths: Grants['read']): Grants['read'] =>
    paths === true ? true : [...new Set([...paths, EVERYWHERE])];
  const orAll = (names: Grants['net']): Grants['net'] =>
    names !== true && names.length === 0 && !isClosed ? true : names;
  return { read: and(read), write: and(write), net: orAll(net), run: [], env: orAll(env) };
}
