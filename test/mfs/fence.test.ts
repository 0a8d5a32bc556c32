/** A task whose deputy is replaced: what the one before still asks for is refused wherever the new one has been heard of. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TaskFiles } from '../../agent/deputy/mfs/task-files.ts';
import { execute } from '../../agent/deputy/syscalls/execute.ts';
import { Fences } from '../../agent/mfs/fence/fences.ts';
import { NodeFiles } from '../../agent/mfs/node-files.ts';
import type { ClusterFiles } from '../../agent/mfs/tree.ts';
import type { FilesChannel } from '../../agent/mfs/wire/files-channel.ts';
import { systemClock } from '../../agent/system-clock.ts';
import type { Fence } from '../../protocol/files.ts';
import { MAX_FENCES } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/ports.ts';
import { FENCED_FILES_SINCE } from '../../protocol/version.ts';
import { Bundle, TestCluster, until } from '../agent/fixtures/cluster.ts';
import type { Wires } from '../agent/fixtures/wire.ts';
import { syscallContext } from '../deputy/syscall-context.ts';
import { isTurn } from '../support/share.ts';
import { outcome } from './fixtures/exported.ts';

const { O_RDWR, O_CREAT } = fs.constants;
const ROUNDS = 4;
const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let directory: string;
beforeAll(() => {
  directory = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'omosix-fence-')));
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

const write = async (tree: ClusterFiles, path: string, text: string): Promise<void> => {
  const file = await tree.open(path, O_RDWR | O_CREAT, 0o600);
  await file.write(Buffer.from(text), 0);
  await file.close();
};

describe('three nodes', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  let wires: Wires;
  beforeAll(async () => {
    bundle = await Bundle.make();
    cluster = new TestCluster(bundle);
    for (const id of [1, 2, 3]) await cluster.add(id);
    wires = await cluster.introduceOverWires();
  });
  afterAll(async () => {
    wires.close();
    await cluster.stop();
    bundle.remove();
  });

  const deputy = async (node: number, id: string, epoch: number): Promise<ClusterFiles> =>
    (await cluster.client(cluster.nodes[node - 1]!)).files(`${node}:1`, { id, epoch });

  it('refuse what a deputy asks for after another has taken over', async () => {
    const id = randomUUID();
    const first = await deputy(1, id, 1);
    const there = [1, 2, 3].map((node) => `/mfs/${node}${directory}/${node}`);
    const files = await Promise.all(there.map((path) => first.open(path, O_RDWR | O_CREAT, 0o600)));
    for (const file of files) await file.write(Buffer.from('first'), 0);

    const second = await deputy(2, id, 2);
    expect(await second.fenceAll()).toEqual([]);
    for (const [index, file] of files.entries()) {
      expect(await outcome(file.write(Buffer.from('late!'), 0))).toBe('ESTALE');
      expect(await outcome(first.unlink(there[index]!))).toBe('ESTALE');
      expect(await outcome(first.stat(there[index]!))).toBe('ESTALE');
      // What it has open it gives back.
      expect(await outcome(file.close())).toBeUndefined();
      expect(fs.readFileSync(join(directory, `${index + 1}`), 'utf8')).toBe('first');
      await write(second, there[index]!, 'second');
    }
    expect(await outcome(first.fenceAll())).toBe('ESTALE');
    await expect(first.stat(there[2]!)).rejects.toThrow('another deputy has taken over');
    // Others are not concerned.
    await write(await deputy(1, randomUUID(), 1), there[2]!, 'others');
    const plain = await (await cluster.client(cluster.nodes[0]!)).files();
    expect(Buffer.from((await plain.readFile(there[2]!))!).toString()).toBe('others');
    expect(await outcome(plain.fenceAll())).toBe('EINVAL');
  });

  it('hear of it by its first request, too', async () => {
    const id = randomUUID();
    const [first, second] = [await deputy(3, id, 7), await deputy(1, id, 9)];
    const path = `/mfs/2${directory}/by-request`;
    await write(first, path, 'first');
    await write(second, path, 'second');
    expect(await outcome(write(first, path, 'late'))).toBe('ESTALE');
    expect(fs.readFileSync(join(directory, 'by-request'), 'utf8')).toBe('second');
  });

  it('have done all that they do of the first deputy when they have heard of the second', async () => {
    const id = randomUUID();
    const [first, second] = [await deputy(1, id, 1), await deputy(2, id, 2)];
    const path = join(directory, 'flood');
    const file = await first.open(`/mfs/3${path}`, O_RDWR | O_CREAT, 0o600);
    const writes = Array.from({ length: 200 }, (_, i) =>
      outcome(file.write(Buffer.alloc(64 * 1024, i + 1), i * 64 * 1024)),
    );
    await writes[0];
    expect(await second.fenceAll()).toEqual([]);
    const then = fs.readFileSync(path);
    const ends = await Promise.all(writes);
    expect(fs.readFileSync(path).equals(then)).toBe(true);
    expect(ends.filter((end) => end !== undefined && end !== 'ESTALE')).toEqual([]);
  });

  it('hear of it although they serve nothing at the moment', async () => {
    const id = randomUUID();
    const first = await deputy(1, id, 1);
    const path = `/mfs/3${directory}/granted`;
    await write(first, path, 'first');
    const three = await cluster.client(cluster.nodes[2]!);
    await three.set({ nomfs: true });
    expect(await (await deputy(2, id, 2)).fenceAll()).toEqual([]);
    await three.set({ nomfs: false });
    expect(await outcome(write(first, path, 'late!'))).toBe('ESTALE');
  });

  it.skipIf(!isTurn(2, 0))('do each call once, however often the wire breaks', async () => {
    const fence = { id: randomUUID(), epoch: 1 };
    const tree = await deputy(1, fence.id, 1);
    const files = new TaskFiles({ home: 1, fence, connect: async () => tree });
    const context = { ...syscallContext(), files };
    const broken = join(directory, 'broken');
    fs.mkdirSync(broken);
    let seq = 0;
    const call = async (name: string, args: unknown[], tail = '') => {
      if (seq % 4 === 2) setImmediate(() => wires.breakOnce());
      const record = { k: 'call', seq: ++seq, seen: 0, mode: 'async', name, args } as const;
      const { error, value } = await execute(record, Buffer.from(tail), context);
      expect([name, error]).toEqual([name, undefined]);
      return value;
    };
    const at = (name: string): string => `/mfs/3${broken}/${name}`;
    const adding = { flag: 'a', mode: 0o600, flush: false };
    const made: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const name = String(round).padStart(2, '0');
      await call('fs.mkdir', [at(name), { recursive: false, mode: 0o700 }]);
      await call('fs.writeFile', [at(`${name}/one`), { ...adding, flag: 'wx' }], name);
      await call('fs.rename', [at(`${name}/one`), at(`${name}/two`)]);
      await call('fs.link', [at(`${name}/two`), at(`${name}/one`)]);
      await call('fs.unlink', [at(`${name}/two`)]);
      made.push(String(await call('fs.mkdtemp', [at('t-')])));
      await call('fs.writeFile', [at('log'), adding], `${name}\n`);
    }
    const names = Array.from({ length: ROUNDS }, (_, round) => String(round).padStart(2, '0'));
    expect(fs.readFileSync(join(broken, 'log'), 'utf8')).toBe(names.map((name) => `${name}\n`).join(''));
    const temporary = made.map((path) => path.replace(/.*\//, ''));
    expect(fs.readdirSync(broken).sort()).toEqual([...names, 'log', ...temporary].sort());
    for (const name of names) expect(fs.readdirSync(join(broken, name))).toEqual(['one']);
  });

  it.skipIf(!isTurn(2, 1))('that die are not waited for, and said', async () => {
    const id = randomUUID();
    const first = await deputy(1, id, 1);
    cluster.nodes[2]!.child.kill('SIGSTOP');
    const second = await deputy(2, id, 2);
    expect(await second.fenceAll()).toEqual([3]);
    cluster.nodes[2]!.child.kill('SIGCONT');
    // It hears of it late, but before it does anything for this deputy.
    const path = `/mfs/3${directory}/late`;
    await until(async () => (await outcome(second.stat(path))) === 'ENOENT');
    expect(await outcome(write(first, path, 'late'))).toBe('ESTALE');
  });
});

describe('what a node remembers', () => {
  const [one, other] = [randomUUID(), randomUUID()];

  it('is the highest epoch of each task, also of the agent before it', () => {
    const state = join(directory, 'state');
    const fences = new Fences(state, silent);
    expect(fences.admits({ id: one, epoch: 5 })).toBe(true);
    expect(fences.admits({ id: one, epoch: 4 })).toBe(false);
    expect(fences.admits({ id: one, epoch: 5 })).toBe(true);
    expect(fences.admits({ id: other, epoch: 1 })).toBe(true);
    const next = new Fences(state, silent);
    expect(next.admits({ id: one, epoch: 4 })).toBe(false);
    expect(next.admits({ id: one, epoch: 6 })).toBe(true);
    expect(fences.knows({ id: randomUUID(), epoch: 1 })).toBe(false);
  });

  it('is bounded: those that nobody has used for longest are forgotten', () => {
    const state = join(directory, 'bounded');
    const kept = Array.from({ length: MAX_FENCES }, () => ({ id: randomUUID(), epoch: 3 }));
    fs.mkdirSync(state, { mode: 0o700 });
    fs.writeFileSync(join(state, 'fences.json'), JSON.stringify(kept));
    const fences = new Fences(state, silent);
    const [oldest, second] = kept as [Fence, Fence];
    expect(fences.admits(oldest)).toBe(true);
    expect(fences.admits({ id: one, epoch: 1 })).toBe(true);
    expect([fences.knows(oldest), fences.knows(second)]).toEqual([true, false]);
    expect(new Fences(state, silent).knows(oldest)).toBe(true);
  });

  it('is not guessed where it is damaged', () => {
    const state = join(directory, 'damaged');
    fs.mkdirSync(state, { mode: 0o700 });
    fs.writeFileSync(join(state, 'fences.json'), '[{"id":"1","epoch":');
    expect(() => new Fences(state, silent)).toThrow('is damaged');
  });

  it('holds where it cannot be kept', () => {
    let warned = 0;
    const state = join(directory, 'no-directory');
    const fences = new Fences(state, { ...silent, warn: () => warned++ });
    fs.writeFileSync(state, '');
    expect(fences.admits({ id: one, epoch: 2 })).toBe(true);
    expect([fences.admits({ id: one, epoch: 1 }), warned]).toEqual([false, 1]);
  });
});

it('a node that could not tell deputies apart is asked for nothing, and that is said', async () => {
  const asked: unknown[] = [];
  const files = { ask: async (request: unknown) => void asked.push(request) } as unknown as FilesChannel;
  const peer = (speaks: number) => ({ up: true, name: 'old', speaks, files });
  const nodes = new NodeFiles({
    clock: systemClock,
    self: 1,
    own: { now: () => Promise.reject(new Error('not this one')) },
    peer: (node) => peer(node === 2 ? FENCED_FILES_SINCE - 1 : FENCED_FILES_SINCE),
  });
  const fence = { id: randomUUID(), epoch: 1 };
  const words = `the omosix of old speaks protocol ${FENCED_FILES_SINCE - 1}, and files of a task with --ha need ${FENCED_FILES_SINCE}`;
  await expect(nodes.fenced(2, fence).now()).rejects.toMatchObject({ code: 'ENOTSUP', why: words });
  const asker = await nodes.fenced(3, fence).now();
  await asker.ask({ op: 'stat', path: '/' });
  expect(asked).toEqual([{ op: 'stat', path: '/', fence }]);
});
