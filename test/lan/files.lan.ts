/** A guest on another machine: the files it sees are those of its home, and none of where it executes. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LanNode } from '../support/lan/node.ts';
import { Trio } from './trio.ts';

const program = fileURLToPath(new URL('./programs/reads.ts', import.meta.url));

let trio: Trio;
beforeAll(async () => {
  trio = await Trio.build();
  await trio.startByMap();
});
afterAll(() => trio.remove());

/** A file on a file system that only this machine has. */
async function privateFile(node: LanNode, text: string): Promise<string> {
  const directory = node.path('private');
  mkdirSync(directory);
  await node.machine.must(['mount', '-t', 'tmpfs', 'none', directory]);
  await node.machine.must(['sh', '-c', `echo '${text}' > ${directory}/file`]);
  return `${directory}/file`;
}

it('it reads the files of its home, and none of its host', async () => {
  const [home, host] = trio.nodes;
  const atHome = await privateFile(home, 'of home');
  const atHost = await privateFile(host, 'of the host');
  const there = ['-j', String(host.id), '-L', '-v'];
  const { stdout, stderr, code } = await home.run('omrun', ...there, program, atHome, atHost);
  expect({ stdout, code }).toEqual({ stdout: 'of home\nENOENT\nits own directory\nlab1\n', code: 0 });
  expect(stderr).toContain(`starts on node ${host.id}`);
});
