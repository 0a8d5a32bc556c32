/** A call that was begun, and whose answer nobody has heard: done again it comes to what it would have come to once. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { doneAgain, doneFirst } from '../../agent/deputy/mfs/in-doubt.ts';
import { probeOf } from '../../agent/deputy/mfs/probe.ts';
import { TaskFiles } from '../../agent/deputy/mfs/task-files.ts';
import type { Outcome } from '../../agent/deputy/stream.ts';
import type { SyscallContext } from '../../agent/deputy/syscalls/context.ts';
import { ClusterTree } from '../../agent/mfs/cluster-tree.ts';
import { ExportTree } from '../../agent/mfs/export/export-tree.ts';
import { Roots } from '../../agent/mfs/export/roots.ts';
import { DEVICES, placeOf } from '../../agent/mfs/places.ts';
import type { FileTree, TreeFile } from '../../agent/mfs/tree.ts';
import { treeError } from '../../agent/mfs/tree-error.ts';
import { EMPTY } from '../../protocol/frame.ts';
import { type Probe, probe as probeSchema } from '../../protocol/in-doubt.ts';
import { syscallContext } from '../deputy/syscall-context.ts';

const { COPYFILE_EXCL, O_CREAT, O_WRONLY } = fs.constants;
const base = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'omosix-doubt-')));
afterAll(() => fs.rmSync(base, { recursive: true, force: true }));

let here: string;
let rounds = 0;
beforeEach(() => {
  here = join(base, String(++rounds));
  fs.mkdirSync(here);
});

const exported = new ExportTree(() => new Roots([{ path: base, mode: 'rw' }], []));
/** Root may do anything; these tests are for others. */
const tree: FileTree = new Proxy(exported, {
  get: (target, name) => {
    const value = Reflect.get(target, name);
    if (typeof value !== 'function') return value;
    return async (...args: unknown[]) => {
      const [path, flags] = args as [string, number];
      if (MAKES.has(String(name)) || (name === 'open' && (flags & O_CREAT) !== 0 && !fs.existsSync(path)))
        mayChange(dirname(path));
      if (name === 'open' && (flags & O_WRONLY) !== 0 && fs.existsSync(path)) mayChange(path);
      return value.apply(target, args);
    };
  },
});
const MAKES = new Set(['mkdir', 'unlink', 'rmdir']);
function mayChange(path: string): void {
  const mode = fs.statSync(path, { throwIfNoEntry: false })?.mode ?? 0o200;
  if ((mode & 0o200) === 0) throw treeError('EACCES');
}
const fence = { id: '00000000-0000-4000-8000-000000000000', epoch: 1 };

/** One deputy of the task, which executes on a node. */
function deputy(where = 2, to: FileTree = tree): SyscallContext {
  const nodes = placeOf({
    1: () => ({ tree: to, shift: DEVICES }),
    2: () => ({ tree: to, shift: 2 * DEVICES }),
  });
  const connect = async () => new ClusterTree(placeOf({ mfs: () => nodes }), 0);
  const files = new TaskFiles({ home: 1, fence, connect });
  files.where = where;
  return { ...syscallContext(), files };
}

/** As the program names what is here. */
const named = (name: string): string => `/mfs/2${here}/${name}`;
const at = (name: string): string => join(here, name);
const put = (name: string, text = name): void => fs.writeFileSync(at(name), text);

/** Steps that change something; opening a file may. */
const STEPS = new Set([
  'open',
  'mkdir',
  'rmdir',
  'unlink',
  'rename',
  'link',
  'symlink',
  'setAttributes',
  'write',
]);

/** The files as a deputy has them that dies at its n-th step: before it, or when that is done and nobody has heard of it. */
class Mortal {
  private steps = 0;

  constructor(
    private readonly last: number,
    private readonly isDone: boolean,
  ) {}

  get isDead(): boolean {
    return this.steps >= this.last;
  }

  over<T extends object>(files: T): T {
    return new Proxy(files, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          const dead = treeError('EHOSTUNREACH');
          if (this.isDead) throw dead;
          const isLast = STEPS.has(String(name)) && ++this.steps === this.last;
          if (isLast && !this.isDone) throw dead;
          const done: unknown = await value.apply(target, args);
          if (isLast) throw dead;
          return name === 'open' ? this.over(done as TreeFile) : done;
        };
      },
    });
  }
}

interface Case {
  name: string;
  args: () => unknown[];
  tail?: string;
  before?: () => void;
}

async function probed(one: Case, context: SyscallContext): Promise<Probe | null> {
  const probe = await probeOf(one.name, one.args(), Buffer.from(one.tail ?? ''), context.files);
  // As it comes from another node.
  return probe && probeSchema.parse(JSON.parse(JSON.stringify(probe)));
}

const calls = (one: Case, context: SyscallContext, probe: Probe) =>
  [one.name, one.args(), one.tail === undefined ? EMPTY : Buffer.from(one.tail), context, probe] as const;

/** All that is here, with what nobody sets by chance. */
function picture(directory = here): unknown[] {
  return fs
    .readdirSync(directory)
    .sort()
    .map((name) => {
      const path = join(directory, name);
      const { mode, nlink } = fs.lstatSync(path);
      const type = fs.lstatSync(path);
      if (type.isDirectory()) return [name, mode, picture(path)];
      if (type.isSymbolicLink()) return [name, fs.readlinkSync(path)];
      return [name, mode, nlink, fs.readFileSync(path, 'utf8')];
    });
}

/** What came of it, but for descriptors, whose numbers are anybody's. */
const said = ({ value, error }: Outcome): unknown =>
  error ?? (typeof value === 'number' ? 'a descriptor' : value);

function fresh(one: Case): void {
  fs.rmSync(here, { recursive: true, force: true });
  fs.mkdirSync(here);
  one.before?.();
}

const writing = (flag: string | number, mode = 0o666) => ({ flag, mode, flush: false });
const copying = {
  dereference: false,
  errorOnExist: false,
  force: true,
  mode: 0,
  preserveTimestamps: false,
  recursive: true,
  verbatimSymlinks: false,
};

const cases: Record<string, Case> = {
  mkdir: { name: 'fs.mkdir', args: () => [named('d'), { recursive: false, mode: 0o750 }] },
  'mkdir where there is one': {
    name: 'fs.mkdir',
    args: () => [named('d'), { recursive: false, mode: 0o750 }],
    before: () => fs.mkdirSync(at('d')),
  },
  'mkdir where nothing is above it': {
    name: 'fs.mkdir',
    args: () => [named('x/d'), { recursive: false, mode: 0o750 }],
  },
  'mkdir -p': { name: 'fs.mkdir', args: () => [named('a/b/c'), { recursive: true, mode: 0o777 }] },
  'mkdir -p of which there is a part': {
    name: 'fs.mkdir',
    args: () => [named('a/b/c'), { recursive: true, mode: 0o777 }],
    before: () => fs.mkdirSync(at('a')),
  },
  'mkdir -p of what is there': {
    name: 'fs.mkdir',
    args: () => [named('a/b'), { recursive: true, mode: 0o777 }],
    before: () => fs.mkdirSync(at('a/b'), { recursive: true }),
  },
  'mkdir -p below a file': {
    name: 'fs.mkdir',
    args: () => [named('f/b'), { recursive: true, mode: 0o777 }],
    before: () => put('f'),
  },
  rmdir: { name: 'fs.rmdir', args: () => [named('d')], before: () => fs.mkdirSync(at('d')) },
  'rmdir of nothing': { name: 'fs.rmdir', args: () => [named('d')] },
  'rmdir of what is not empty': {
    name: 'fs.rmdir',
    args: () => [named('d')],
    before: () => fs.mkdirSync(at('d/e'), { recursive: true }),
  },
  unlink: { name: 'fs.unlink', args: () => [named('f')], before: () => put('f') },
  'unlink of nothing': { name: 'fs.unlink', args: () => [named('f')] },
  'rm -r': {
    name: 'fs.rm',
    args: () => [named('d'), { recursive: true, force: false }],
    before: () => fs.mkdirSync(at('d/e'), { recursive: true }),
  },
  'rm -r of nothing': { name: 'fs.rm', args: () => [named('d'), { recursive: true, force: false }] },
  'rm of a directory': {
    name: 'fs.rm',
    args: () => [named('d'), { recursive: false, force: false }],
    before: () => fs.mkdirSync(at('d')),
  },
  rename: { name: 'fs.rename', args: () => [named('f'), named('g')], before: () => put('f') },
  'rename over another': {
    name: 'fs.rename',
    args: () => [named('f'), named('g')],
    before: () => two(),
  },
  'rename of nothing over another': {
    name: 'fs.rename',
    args: () => [named('f'), named('g')],
    before: () => put('g'),
  },
  'rename of one name of a file to the other': {
    name: 'fs.rename',
    args: () => [named('f'), named('g')],
    before: () => {
      put('f');
      fs.linkSync(at('f'), at('g'));
    },
  },
  'rename to another node': {
    name: 'fs.rename',
    args: () => [named('f'), `/mfs/1${here}/g`],
    before: () => put('f'),
  },
  link: { name: 'fs.link', args: () => [named('f'), named('g')], before: () => put('f') },
  'link where there is a file': {
    name: 'fs.link',
    args: () => [named('f'), named('g')],
    before: () => two(),
  },
  'link where it is already': {
    name: 'fs.link',
    args: () => [named('f'), named('g')],
    before: () => {
      put('f');
      fs.linkSync(at('f'), at('g'));
    },
  },
  symlink: { name: 'fs.symlink', args: () => ['some/where', named('l')] },
  'symlink where the same is': {
    name: 'fs.symlink',
    args: () => ['some/where', named('l')],
    before: () => fs.symlinkSync('some/where', at('l')),
  },
  mkdtemp: { name: 'fs.mkdtemp', args: () => [named('t-')] },
  'mkdtemp where nothing is above it': { name: 'fs.mkdtemp', args: () => [named('x/t-')] },
  'copyFile to what is new': {
    name: 'fs.copyFile',
    args: () => [named('f'), named('g'), COPYFILE_EXCL],
    before: () => put('f', 'text'),
  },
  'copyFile where there is one': {
    name: 'fs.copyFile',
    args: () => [named('f'), named('g'), COPYFILE_EXCL],
    before: () => two(),
  },
  'copyFile of nothing': { name: 'fs.copyFile', args: () => [named('f'), named('g'), COPYFILE_EXCL] },
  'cp -r': {
    name: 'fs.cp',
    args: () => [named('d'), named('n/m'), copying],
    before: tangled,
  },
  'cp -r into what is there': {
    name: 'fs.cp',
    args: () => [named('d'), named('n'), { ...copying, force: false }],
    before: () => {
      tangled();
      fs.mkdirSync(at('n/locked'), { recursive: true });
      put('n/one', 'older');
    },
  },
  'cp -r where it must not be': {
    name: 'fs.cp',
    args: () => [named('d'), named('n'), { ...copying, force: false, errorOnExist: true }],
    before: () => {
      tangled();
      fs.mkdirSync(at('n'));
      put('n/one', 'older');
    },
  },
  'open of what is new': { name: 'fs.open', args: () => [named('f'), 'wx', 0o444] },
  'open of what is not new': {
    name: 'fs.open',
    args: () => [named('f'), 'wx+', 0o644],
    before: () => put('f'),
  },
  'writeFile of what is new': {
    name: 'fs.writeFile',
    args: () => [named('f'), writing('wx', 0o400)],
    tail: 'some text',
  },
  'writeFile of what is not new': {
    name: 'fs.writeFile',
    args: () => [named('f'), writing('ax')],
    tail: 'text',
    before: () => put('f', 'other'),
  },
  'writeFile where there is the begin of another text': {
    name: 'fs.writeFile',
    args: () => [named('f'), writing('wx')],
    tail: 'text',
    before: () => put('f', 'te'),
  },
  appendFile: {
    name: 'fs.writeFile',
    args: () => [named('f'), writing('a')],
    tail: 'more\n',
    before: () => put('f', 'some\n'),
  },
  'appendFile to nothing': { name: 'fs.writeFile', args: () => [named('f'), writing('a')], tail: 'more\n' },
};

function two(): void {
  put('f');
  put('g');
}

function tangled(): void {
  fs.mkdirSync(at('d/locked'), { recursive: true });
  for (const name of ['d/one', 'd/locked/two']) put(name);
  fs.symlinkSync('/no/where', at('d/l'));
  fs.chmodSync(at('d/locked'), 0o500);
}

describe.each(Object.entries(cases))('%s', (_, one) => {
  /** What it comes to, and leaves, where nobody dies; and the probe of that. */
  async function once(chosen?: Probe): Promise<{ told: unknown; left: unknown[]; probe: Probe }> {
    fresh(one);
    const context = deputy();
    const probe = chosen ?? (await probed(one, context))!;
    expect(probe).not.toBeNull();
    const told = said(await doneFirst(...calls(one, context, probe)));
    return { told, left: picture(), probe };
  }

  it('done, and done again', async () => {
    const { told, left, probe } = await once();
    expect(said(await doneAgain(...calls(one, deputy(), probe)))).toEqual(told);
    expect(picture()).toEqual(left);
    // The second deputy may die, too.
    expect(said(await doneAgain(...calls(one, deputy(), probe)))).toEqual(told);
    expect(picture()).toEqual(left);
  });

  it.each([false, true])('done in part, step by step; the last one done: %s', async (isDone) => {
    const whole = await once();
    for (let step = 1; step < 100; step++) {
      fresh(one);
      const probe = (await probed(one, deputy()))!;
      const mortal = new Mortal(step, isDone);
      const first = await doneFirst(...calls(one, deputy(2, mortal.over(tree)), probe));
      const outcome = mortal.isDead ? await doneAgain(...calls(one, deputy(), probe)) : first;
      const [told, left] = [said(outcome), picture()];
      if (!mortal.isDead) return;
      const second = probe.seen.of === 'choice' ? await once(probe) : whole;
      expect([step, told]).toEqual([step, second.told]);
      expect([step, left]).toEqual([step, second.left]);
    }
    throw new Error('it never ends');
  });

  it('begun, and done by the next', async () => {
    const { told, left, probe } = await once();
    fresh(one);
    // Files that were made anew for this test have other numbers.
    const same = probe.seen.of === 'choice' ? probe : (await probed(one, deputy()))!;
    expect(said(await doneAgain(...calls(one, deputy(), same)))).toEqual(told);
    expect(picture()).toEqual(left);
  });
});
