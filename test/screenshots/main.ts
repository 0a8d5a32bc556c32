/** Pictures of the monitors for the README: a private cluster with a few programs, real tmux, and what is then on the screen; and a recorded session. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hasChromium } from '../support/chromium.ts';
import { Commands } from '../support/commands.ts';
import { hasTmux, Tmux } from '../support/tmux.ts';
import { recordSession } from './cast.ts';
import { svgOf } from './svg.ts';
import { WebPicture } from './web.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const images = join(root, 'docs/images');
/** Until the strips of the past show something. */
const WATCHED_MS = 25_000;

const monitors = [
  { name: 'mosmon', size: { columns: 100, rows: 30 } },
  { name: 'migmon', size: { columns: 100, rows: 30 } },
  { name: 'mtop', size: { columns: 100, rows: 10 } },
];

const programs = [
  { name: 'nbody', arguments: ['400000000'], node: 2 },
  { name: 'n-queens', arguments: ['16'], node: 3 },
];

/** So that the log of migrations has something to tell. */
const moves = [
  { name: 'n-queens', to: 2 },
  { name: 'nbody', to: 1 },
];

async function main(): Promise<void> {
  if (!hasTmux) throw new Error('tmux is needed for pictures of terminals');
  const commands = new Commands();
  mkdirSync(images, { recursive: true });
  try {
    writeFileSync(join(images, 'omrun-migmon.cast'), await recordSession(commands, root));
    process.stdout.write('docs/images/omrun-migmon.cast\n');
    await takePictures(commands);
  } finally {
    commands.remove();
  }
}

async function takePictures(commands: Commands): Promise<void> {
  const children = [
    // Command lines show: where the package lies is nobody's business.
    commands.start('omrun', ['--nodes', '4', 'workloads/primes.ts', '200000000'], root),
  ];
  const terminals: Tmux[] = [];
  let web: WebPicture | null = null;
  try {
    const cluster = await clusterOf(commands);
    for (const program of programs) {
      const args = ['-j', String(program.node), `workloads/${program.name}.ts`, ...program.arguments];
      const child = commands.start('omrun', args, root, { OMOSIX_HOME: join(cluster, '1') });
      child.stdin.end();
      children.push(child);
    }
    for (const child of children) {
      child.stdout.resume();
      child.stderr.pipe(process.stderr);
    }
    for (const { name, size } of monitors) {
      const terminal = new Tmux(commands.directory, commands.env, size);
      terminals.push(terminal);
      terminal.type(`clear; exec ${process.execPath} ${commands.path(name)}`);
    }
    if (hasChromium) web = await WebPicture.open(commands);
    else process.stderr.write('docs/images/web.png stays as it is: there is no chromium\n');
    await sleep(WATCHED_MS / 2);
    for (const { name, to } of moves) await move(commands, name, to);
    await sleep(WATCHED_MS / 2);
    for (const [index, { name, size }] of monitors.entries()) {
      const ansi = terminals[index]!.tmux('capture-pane', '-p', '-e', '-N');
      writeFileSync(join(images, `${name}.svg`), svgOf(ansi, name, size.columns, size.rows));
      process.stdout.write(`docs/images/${name}.svg\n`);
    }
    if (web) {
      writeFileSync(join(images, 'web.png'), await web.take());
      process.stdout.write('docs/images/web.png\n');
    }
  } finally {
    await web?.close();
    for (const terminal of terminals) terminal.close();
    for (const child of children) child.kill('SIGINT');
    await Promise.all(
      children.map(
        (child) =>
          child.exitCode ?? child.signalCode ?? new Promise((resolve) => child.once('exit', resolve)),
      ),
    );
  }
}

async function move(commands: Commands, name: string, to: number): Promise<void> {
  const tasks: { task: string; command: string }[] = JSON.parse(
    (await commands.run('mps', ['--json'])).stdout,
  );
  const found = tasks.find(({ command }) => command.includes(name));
  if (!found) throw new Error(`${name} does not run`);
  await commands.run('migrate', [found.task, String(to)]);
}

/** The cluster's directory, when all its nodes know each other. */
async function clusterOf(commands: Commands): Promise<string> {
  for (;;) {
    const { stdout } = await commands.run('mosmon', ['--json']);
    const nodes = stdout === '' ? [] : JSON.parse(stdout).nodes;
    if (nodes.length === 4) {
      const run = join(commands.directory, 'home/run');
      const [name] = readdirSync(run).filter((entry) => entry.startsWith('cluster-'));
      return join(run, name!);
    }
    await sleep(200);
  }
}

await main();
