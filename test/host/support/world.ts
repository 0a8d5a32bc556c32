import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build, buildSync } from 'esbuild';
import { compileProgram } from '../../../migrator/bundle/index.ts';
import { buildHostScript } from '../../../tools/host-script.mjs';
import type { Plan } from './runner.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const programs = fileURLToPath(new URL('../programs', import.meta.url));

export interface Outcome {
  stdout: string;
  stderr: string;
  code: number | null;
}

export interface Running {
  child: ChildProcess;
  stdin: Writable;
  /** What has happened so far: `moved`, `restored`, `holding`, `pins`… */
  events: { op: string; [key: string]: unknown }[];
  /** The `count`-th event of this kind. */
  until(op: string, count?: number): Promise<void>;
  ended: Promise<Outcome>;
}

/**
 * From one bounce to the next: always as many safe points; more and more, since a program of thousands must end some day; or a
 * random number, as many in the mean.
 */
export type Gaps = 'steady' | 'thinning' | 'random';

/** The real host and the test's runner, bundled once into a directory of their own. */
export class HostWorld {
  readonly directory = mkdtempSync(join(tmpdir(), 'omosix-host-'));
  private plans = 0;
  /** By name and text. */
  private readonly images = new Map<string, Promise<string>>();
  /** Files of Node.js: plain programs and deputies run under the first, hosts under one after the other. */
  nodes = [process.execPath];

  async build({ gaps = 'thinning' as Gaps, seed = 0 } = {}): Promise<void> {
    const common = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20' } as const;
    for (const [entry, script] of [
      ['migrator/host/main.ts', 'host.cjs'],
      ['test/host/support/bouncing-host.ts', 'bouncing-host.cjs'],
    ] as const) {
      await buildHostScript(root, entry, this.file(script), {
        GAPS: JSON.stringify(gaps),
        SEED: String(seed),
      });
    }
    await build({
      ...common,
      entryPoints: ['test/host/support/runner.ts'],
      outfile: this.file('runner.mjs'),
      format: 'esm',
    });
  }

  file(name: string): string {
    return join(this.directory, name);
  }

  /** A file that tells a task to end once it is written: not there yet, whatever an earlier attempt of the same test left. */
  flag(name: string): string {
    const file = this.file(name);
    rmSync(file, { force: true });
    return file;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Starts a program of ./programs (or a path, or a text) under the real host. */
  async start(
    program: string,
    plan: Partial<
      Pick<
        Plan,
        | 'everyMs'
        | 'moves'
        | 'resume'
        | 'args'
        | 'afterPolls'
        | 'warm'
        | 'ahead'
        | 'cancelAfterPieces'
        | 'losePiece'
      >
    > & {
      /** Captured at every so many safe points, and restored in the same process. */
      bounceEvery?: number;
    } = {},
    stdin: 'pipe' | string = '/dev/null',
  ): Promise<Running> {
    const file = this.source(program);
    const imageFile = await this.imageOf(file);
    const planFile = this.file(`plan-${++this.plans}.json`);
    const { bounceEvery, ...rest } = plan;
    const bounce = bounceEvery === undefined ? {} : { afterPolls: [bounceEvery - 1], moves: 1, resume: true };
    const whole: Plan = {
      hostScript: this.file(bounceEvery === undefined ? 'host.cjs' : 'bouncing-host.cjs'),
      image: imageFile,
      nodes: this.nodes,
      file,
      args: [],
      everyMs: null,
      moves: 0,
      resume: false,
      ahead: false,
      ...rest,
      ...bounce,
    };
    writeFileSync(planFile, JSON.stringify(whole));
    const input = stdin === 'pipe' ? 'pipe' : openSync(stdin, 'r');
    const child = spawn(this.nodes[0]!, [this.file('runner.mjs'), planFile], {
      stdio: [input, 'pipe', 'pipe', 'pipe'],
    });
    return watch(child);
  }

  /** The same under plain node: types stripped, nothing else; JavaScript as it is. */
  plain(program: string, { stdin = '/dev/null', timeoutMs = 60_000, args = [] as string[] } = {}): Outcome {
    const source = this.source(program);
    const isTyped = source.endsWith('ts');
    const out = isTyped ? this.file(`plain-${++this.plans}.mjs`) : source;
    if (isTyped)
      buildSync({
        entryPoints: [source],
        outfile: out,
        // What it imports must be stripped, too.
        bundle: /\bfrom '[./]/.test(readFileSync(source, 'utf8')),
        platform: 'node',
        target: 'esnext',
        supported: { decorators: false, using: false },
        format: 'esm',
        logLevel: 'silent',
      });
    const { stdout, stderr, status } = spawnSync(this.nodes[0]!, [out, ...args], {
      stdio: [openSync(stdin, 'r'), 'pipe', 'pipe'],
      encoding: 'utf8',
      timeout: timeoutMs,
    });
    return { stdout, stderr, code: status };
  }

  /** A file with the compiled program: that of a program which uses `fetch` takes seconds, and is wanted by two tests. */
  private imageOf(file: string): Promise<string> {
    const program = `${file}\n${readFileSync(file, 'utf8')}`;
    let image = this.images.get(program);
    if (image === undefined) {
      image = compileProgram(file).then(({ image }) => {
        const imageFile = this.file(`image-${++this.plans}.json`);
        writeFileSync(imageFile, JSON.stringify(image));
        return imageFile;
      });
      this.images.set(program, image);
    }
    return image;
  }

  private source(program: string): string {
    if (program.startsWith('/')) return program;
    if (!program.includes('\n')) return join(programs, `${program}.ts`);
    const file = this.file(`program-${++this.plans}.ts`);
    writeFileSync(file, program);
    return file;
  }
}

function watch(child: ChildProcess): Running {
  const events: Running['events'] = [];
  const waiting: { op: string; count: number; done: () => void }[] = [];
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      out[name] += text;
    });
  }
  let rest = '';
  (child.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) events.push(JSON.parse(line));
    for (const wait of waiting.splice(0)) {
      if (events.filter(({ op }) => op === wait.op).length >= wait.count) wait.done();
      else waiting.push(wait);
    }
  });
  const ended = new Promise<Outcome>((resolve) => child.once('close', (code) => resolve({ ...out, code })));
  return {
    child,
    stdin: child.stdin!,
    events,
    until: (op, count = 1) =>
      new Promise((resolve, reject) => {
        if (events.filter((event) => event.op === op).length >= count) return resolve();
        waiting.push({ op, count, done: resolve });
        void ended.then(({ stderr }) =>
          reject(new Error(`ended before '${op}' ${count}: ${JSON.stringify(events)} ${stderr}`)),
        );
      }),
    ended,
  };
}
