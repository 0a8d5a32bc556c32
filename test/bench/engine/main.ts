// The engine's goals of speed, measured: npm run bench:engine [-- PART… --only PROGRAM,… --repeats N --json]
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HostWorld } from '../../host/support/world.ts';
import { freeze } from '../moves.ts';
import { Omosix } from '../omosix.ts';
import { programFile } from '../programs.ts';
import { type Row, table } from '../table.ts';
import { compile } from './compile.ts';
import { heap } from './heap.ts';
import { speed } from './speed.ts';

const PARTS = ['speed', 'compile', 'heap', 'freeze'] as const;
const FREEZE_GOAL_MS = 15;
const root = fileURLToPath(new URL('../../..', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repeats: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const repeats = Number(values.repeats);
const only = values.only.split(',').filter(Boolean);
const wanted = positionals.length === 0 ? PARTS : PARTS.filter((part) => positionals.includes(part));
if (wanted.length === 0 || !(repeats >= 1))
  throw new Error(`parts are ${PARTS.join(', ')}; --repeats N with N ≥ 1`);

const world = new HostWorld();
/** Where the commands find their packages and their version. */
const cache = join(root, 'node_modules/.cache');
mkdirSync(cache, { recursive: true });
const directory = mkdtempSync(join(cache, 'omosix-bench-'));

async function freezes(): Promise<Row[]> {
  const dist = join(directory, 'dist');
  execFileSync(process.execPath, [join(root, 'tools/build.mjs'), dist], { stdio: 'inherit' });
  // Sockets have short paths: a checkout may stand deep.
  const home = mkdtempSync(join(tmpdir(), 'omosix-'));
  const omosix = new Omosix(dist, home);
  try {
    await omosix.start(programFile(root, 'hello'));
    return await freeze(omosix, root, FREEZE_GOAL_MS);
  } finally {
    await omosix.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function measured(part: (typeof PARTS)[number]): Promise<Record<string, Row[]>> {
  if (part === 'compile') return { compile: await compile(directory, 2 * repeats + 1) };
  if (part === 'heap') return { heap: await heap(world, directory, Math.ceil(repeats / 2), only) };
  if (part === 'freeze') return { freeze: await freezes() };
  const { unmoved, moved } = await speed(world, repeats, only);
  return { 'time, unmoved : plain node': unmoved, 'time, after a move : unmoved': moved };
}

try {
  await world.build();
  const cpu = `${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}`;
  const machine = { node: process.version, cpu, load: loadavg()[0], repeats };
  const results: Record<string, Row[]> = {};
  for (const part of wanted) Object.assign(results, await measured(part));
  if (values.json) console.log(JSON.stringify({ machine, results }, null, 1));
  else {
    console.log(`Node ${machine.node}, ${cpu}, load ${machine.load!.toFixed(1)}, ${repeats} repeats\n`);
    for (const [title, rows] of Object.entries(results)) console.log(`${table(title, rows)}\n`);
  }
} finally {
  world.remove();
  rmSync(directory, { recursive: true, force: true });
}
