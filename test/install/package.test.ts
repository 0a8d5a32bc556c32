/** What `npm pack` makes, installed with `npm i -g` into a directory of its own: the commands as a user has them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../house/sources.ts';

const directory = realpathSync(mkdtempSync(join(tmpdir(), 'omx-')));
const { version, bin, files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  bin: Record<string, string>;
  files: string[];
};
const prefix = join(directory, 'prefix');

/** Not those of the npm that started the tests. */
const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'))),
  OMOSIX_HOME: join(directory, 'o'),
};
const npm = (args: string[], cwd: string) => spawnSync('npm', args, { cwd, env, encoding: 'utf8' });

/** Why the package could not be installed, if it is not its own fault. */
let offline: string | null = null;
let tarball = '';

beforeAll(() => {
  // A copy: what is built for this test must not disturb the repository's own.
  const source = join(directory, 'source');
  for (const name of ['package.json', 'README.md', 'LICENSE', ...files.filter((one) => one !== 'dist')])
    cpSync(join(root, name), join(source, name), { recursive: true });
  execFileSync(process.execPath, [join(root, 'tools/build.mjs'), join(source, 'dist')]);
  const packed = npm(['pack', '--ignore-scripts', '--pack-destination', directory], source);
  expect([packed.stdout, packed.status]).toEqual([`omosix-${version}.tgz\n`, 0]);
  tarball = join(directory, packed.stdout.trim());
  // Compiling ssh2's native binding takes long, and nothing needs it.
  const quick = ['--ignore-scripts', '--no-fund', '--no-audit', '--prefer-offline', '--fetch-retries=0'];
  const result = npm(['install', '-g', '--prefix', prefix, ...quick, tarball], directory);
  offline =
    /ENOTCACHED|ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ENETUNREACH/.exec(result.stderr)?.[0] ?? null;
  if (offline === null) expect([result.stderr, result.status]).toEqual([expect.anything(), 0]);
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the package', () => {
  it('holds what it needs, and no source or test', () => {
    const names = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trimEnd().split('\n');
    const folders = [...new Set(names.map((name) => name.split('/')[1]!))].sort();
    expect(folders).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'package.json', 'workloads'].sort(),
    );
    for (const path of [...Object.values(bin), 'dist/host.cjs']) expect(names).toContain(`package/${path}`);
  });

  it('each command works where it is installed', (context) => {
    if (offline !== null) context.skip(`its dependencies are neither cached nor to be had: ${offline}`);
    expect(readdirSync(join(prefix, 'bin')).sort()).toEqual(Object.keys(bin).sort());
    for (const name of Object.keys(bin)) {
      const path = join(prefix, 'bin', name);
      const said = spawnSync(path, ['--version'], { env, encoding: 'utf8' });
      expect([name, said.stdout.trim(), said.stderr]).toEqual([name, expect.stringContaining(version), '']);
    }
  });

  it('a program runs on two nodes', (context) => {
    if (offline !== null) context.skip(`its dependencies are neither cached nor to be had: ${offline}`);
    const program = join(directory, 'hello.ts');
    writeFileSync(program, "const whom: string = 'world';\nconsole.log('hello,', whom);\n");
    const said = spawnSync(join(prefix, 'bin/omrun'), ['--nodes', '2', program], { env, encoding: 'utf8' });
    expect([said.stdout, said.stderr, said.status]).toEqual(['hello, world\n', '', 0]);
  });
});
