// The goals of speed, measured: npm run bench [-- PART… --repeats N --only PROGRAM|ROW,… --mb N --files N --lines N]; npm run bench:io, bench:balance [-- --only idle,come,makespan,steady --minutes M], bench:speedup [-- --decimals N]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { balance } from './balance/balance.ts';
import { cluster } from './cluster.ts';
import { heap } from './heap.ts';
import { io } from './io/io.ts';
import { live } from './live.ts';
import { bulk, freeze } from './moves.ts';
import { Omosix } from './omosix.ts';
import { overhead } from './overhead.ts';
import { programFile } from './programs.ts';
import { recovery } from './recovery.ts';
import { speedup } from './speedup.ts';
import { startUp } from './start-up.ts';
import { type Row, table } from './table.ts';

interface Setting {
  /** The project, and its built commands. */
  root: string;
  dist: string;
  channelServer: string;
  floorScript: string;
  heapProcess: string;
}

const PARTS = [
  'overhead',
  'freeze',
  'bulk',
  'live',
  'start',
  'cluster',
  'heap',
  'io',
  'balance',
  'recovery',
] as const;

export async function bench(
  { root, dist, channelServer, floorScript, heapProcess }: Setting,
  args: string[],
): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      repeats: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
      mb: { type: 'string', default: '1000' },
      files: { type: 'string', default: '10000' },
      lines: { type: 'string', default: '1000000' },
      decimals: { type: 'string', default: '400000' },
      minutes: { type: 'string', default: '5' },
    },
  });
  const repeats = Number(values.repeats);
  const sizes = { mb: Number(values.mb), files: Number(values.files), lines: Number(values.lines) };
  const only = values.only.split(',').filter(Boolean);
  const wanted = positionals.length === 0 ? PARTS : PARTS.filter((part) => positionals.includes(part));
  if (positionals.includes('speedup')) {
    console.log(await speedup(dist, root, Number(values.decimals)));
    return;
  }
  if (wanted.length === 0 || !(repeats >= 1))
    throw new Error(`parts are ${PARTS.join(', ')}, or speedup alone; --repeats N with N ≥ 1`);

  const directory = mkdtempSync(join(tmpdir(), 'omosix-bench-'));
  mkdirSync(join(directory, 'plain'));
  const omosix = new Omosix(dist, directory);
  const run: Record<(typeof PARTS)[number], () => Promise<Row[]>> = {
    overhead: () => overhead(omosix, root, directory, repeats, only),
    freeze: () => freeze(omosix, root),
    bulk: () => bulk(omosix, root, channelServer, Math.ceil(repeats / 2)),
    live: () => live(omosix, root, Math.ceil(repeats / 2)),
    start: () => startUp(omosix, root, directory, 4 * repeats + 1),
    cluster: () => cluster(dist, root, Math.ceil(repeats / 2)),
    io: () =>
      io({ omosix, root, dist, channelServer, floorScript, directory }, sizes, Math.ceil(repeats / 2), only),
    balance: () =>
      balance(dist, root, { repeats: Math.ceil(repeats / 2), minutes: Number(values.minutes), only }),
    recovery: () => recovery(omosix, dist, root, Math.ceil(repeats / 2)),
    heap: async () => heap(heapProcess, repeats),
  };
  const titles = {
    overhead: 'CPU time, migratable : plain node',
    freeze: 'freeze',
    bulk: 'bulk state',
    live: 'freeze of 500 MB, 1 % of its pages changing',
    start: 'start',
    cluster: 'two hosts',
    io: 'calls to home',
    balance: 'idle agent; a node that comes and goes; hosts of unequal speed',
    recovery: 'a task that survives its node',
    heap: 'CPU time and size of a million objects',
  };
  try {
    await omosix.start(programFile(root, 'hello'));
    const load = loadavg()[0]!.toFixed(1);
    console.log(
      `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}, load ${load}, ${repeats} repeats\n`,
    );
    for (const part of wanted) console.log(`${table(titles[part], await run[part]())}\n`);
  } finally {
    await omosix.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
