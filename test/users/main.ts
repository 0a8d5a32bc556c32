/**
 * `npm run test:ssh [-- FILES]`: a tree of 1,000 files goes to another node and back by each of the real tools, and must be the same.
 * Prints how long each took.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Clients, hasRsync, hasSsh, hasSshfs, listing, makeTree } from './clients.ts';

const files = Number(process.argv[2] ?? 1000);
if (!hasSsh) throw new Error('ssh, sftp and ssh-keygen are needed (openssh-client)');
const clients = await Clients.start();
let failed = 0;
try {
  const original = clients.path('tree');
  mkdirSync(original);
  makeTree(original, files);
  const plain = clients.path('plain');
  execFileSync('cp', ['-rLp', original, plain]);
  const here = clients.path('exported');
  mkdirSync(here);
  await clients.mosctl(2, 'export', '-d', '/');
  await clients.mosctl(2, 'export', here, 'rw');
  const there = `/mfs/2${here}`;

  const ssh = `ssh -F ${clients.path('config')}`;
  const must = async (line: string): Promise<void> => {
    const { code, stderr } = await clients.shell(line);
    if (code !== 0) throw new Error(`${line}: ${code}\n${stderr}`);
  };
  const by = async (name: string, tree: string, into: string, outOf: string): Promise<void> => {
    try {
      for (const [way, line, where] of [
        ['in', into, join(here, name)],
        ['out', outOf, clients.path(name)],
      ] as const) {
        const before = performance.now();
        await must(line);
        const seconds = ((performance.now() - before) / 1000).toFixed(2);
        const isEqual = listing(where) === listing(tree);
        if (!isEqual) failed++;
        console.log(
          `${name.padEnd(6)} ${way.padEnd(3)} ${seconds.padStart(7)} s  ${isEqual ? 'equal' : 'DIFFERENT'}`,
        );
      }
    } catch (error) {
      failed++;
      console.log(`${name}: ${(error as Error).message}`);
    }
  };

  // scp and sftp follow links, and refuse those to directories.
  const scp = `scp -q -r -p -F ${clients.path('config')}`;
  await by('scp', plain, `${scp} plain node1:${there}/scp`, `${scp} node1:${there}/scp scp`);
  const sftp = (line: string): string => `echo '${line}' | sftp -q -b - -F ${clients.path('config')} node1`;
  await by('sftp', plain, sftp(`put -Rp plain ${there}/sftp`), sftp(`get -Rp ${there}/sftp sftp`));
  if (hasSshfs) {
    const mount = await clients.mount(`node1:${there}`);
    await by('sshfs', original, `cp -a tree ${mount}/sshfs`, `cp -a ${mount}/sshfs sshfs`);
  } else console.log('sshfs: not here, or no mount can be made');
  if (hasRsync && hasSshfs)
    await by(
      'rsync',
      original,
      `rsync -a -e '${ssh}' tree/ node1:${there}/rsync`,
      `rsync -a -e '${ssh}' node1:${there}/rsync/ rsync`,
    );
  else console.log('rsync: not here, or no namespaces can be made');
} finally {
  await clients.stop();
}
console.log(failed === 0 ? `${files} files: all equal` : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
