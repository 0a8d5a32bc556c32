/** Mutants of real snapshots in real hosts: each is refused with a reason, or is another harmless value; no host crashes, hangs or grows. */
import { readFileSync } from 'node:fs';
import { CheckpointFile } from '../../../agent/checkpoint/read.ts';
import { OPEN } from '../../../agent/confine/ways.ts';
import { HostProcess } from '../../../agent/guests/host-process.ts';
import { prepareHost } from '../../../agent/guests/prepare.ts';
import { SimRandom } from '../../../sim/random.ts';
import { mutate } from './mutate.ts';

/** A host answers that late only where it hangs. */
const ANSWER_MS = 20_000;
/** What nothing of some kilobytes can ask for. */
const MOST_RESIDENT_BYTES = 700 * 1024 * 1024;
/** As long a task runs whose state is a mutant. */
const RUN_MS = 150;
const PROGRESS_EVERY = 5_000;
const CHECK_EVERY = 25;

export interface Findings {
  refused: number;
  taken: number;
  /** Reasons, with how often each was given. */
  reasons: Map<string, number>;
  found: string[];
}

export interface FuzzOptions {
  hostScript: string;
  /** Checkpoint files. */
  images: string[];
  count: number;
  seed: number;
  /** The tasks run for a moment, each in a process of its own. */
  run: boolean;
  progress?: (count: number, name: string) => void;
}

export async function fuzzImages({
  hostScript,
  images,
  count,
  seed,
  run,
  progress = () => {},
}: FuzzOptions): Promise<Findings> {
  const script = readFileSync(hostScript);
  const findings: Findings = { refused: 0, taken: 0, reasons: new Map(), found: [] };
  for (const [at, image] of images.entries()) {
    const file = new CheckpointFile(image);
    const part = Math.ceil(count / images.length);
    const own = new ImageFuzz(script, file, findings, run, progress);
    await own.mutants(part, seed + at * 1_000_003);
  }
  return findings;
}

class ImageFuzz {
  private host: HostProcess | null = null;

  constructor(
    private readonly script: Uint8Array,
    private readonly file: CheckpointFile,
    private readonly findings: Findings,
    private readonly run: boolean,
    private readonly progress: (count: number, name: string) => void,
  ) {}

  async mutants(count: number, seed: number): Promise<void> {
    const graph = this.file.graph();
    const buffers = Buffer.concat([...this.file.state()]).subarray(graph.length);
    for (let n = 0; n < count; n++) {
      const name = `seed ${seed + n}`;
      await this.try(name, mutate(graph, new SimRandom(seed + n)), buffers);
      if (n % 200 === 0) this.weigh(name);
      if (n % PROGRESS_EVERY === 0 && n > 0) this.progress(n, name);
    }
    this.host?.kill();
  }

  private async try(name: string, graph: Uint8Array, buffers: Uint8Array): Promise<void> {
    const { findings } = this;
    const host = (this.host ??= await this.fresh());
    const answer = await this.answer(host, graph, buffers).catch((error: Error) => {
      findings.found.push(`${name}: ${error.message}`);
      this.drop();
      return undefined;
    });
    if (answer === undefined) return;
    if (answer === null) {
      findings.taken++;
      if (this.run) await this.execute(name, host);
      if (this.run || !(await this.isSound(buffers))) this.drop();
    } else {
      findings.refused++;
      // What was refused half way may have changed them too.
      if (findings.refused % CHECK_EVERY === 0 && !(await this.isSound(buffers))) this.drop();
      const reason = answer.replace(/\d+/g, 'N').slice(0, 80);
      findings.reasons.set(reason, (findings.reasons.get(reason) ?? 0) + 1);
      if (answer === '') findings.found.push(`${name}: refused without a reason`);
    }
  }

  /** Null where the host has taken it, else why not. */
  private answer(host: HostProcess, graph: Uint8Array, buffers: Uint8Array): Promise<string | null> {
    const { file } = this;
    const head = { ...file.head.snapshot, graphBytes: graph.length };
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('it hangs')), ANSWER_MS);
      const end = (settle: () => void): void => {
        clearTimeout(late);
        settle();
      };
      host.listen({
        message: (message) => {
          if (message.op === 'restored') end(() => resolve(null));
          else if (message.op === 'refused') end(() => resolve(message.reason));
          else if (message.op === 'failed') end(() => reject(new Error(`it fails: ${message.message}`)));
        },
        records() {},
        bulk() {},
        exit: (reason) => end(() => reject(new Error(reason))),
      });
      host.send({ op: 'restore', head, anew: true });
      host.sendBulk({ what: 'snapshot', last: true }, [graph, buffers]);
    });
  }

  /** A mutant that was taken may have changed builtins: the host is used again if it takes the real one. */
  private async isSound(buffers: Uint8Array): Promise<boolean> {
    const { host } = this;
    return host !== null && (await this.answer(host, this.file.graph(), buffers).catch(() => '')) === null;
  }

  /** It may do what it likes in there, and fail; but no process of ours dies of a signal. */
  private async execute(name: string, host: HostProcess): Promise<void> {
    const ended = new Promise<string>((resolve) =>
      host.listen({ message() {}, records() {}, bulk() {}, exit: resolve }),
    );
    host.send({ op: 'activate', inc: 1, node: 1, clockOffsetMs: 0 });
    const late = new Promise<string>((resolve) => setTimeout(resolve, RUN_MS, ''));
    const reason = await Promise.race([ended, late]);
    if (/killed by SIG/.test(reason)) this.findings.found.push(`${name}: when it ran, ${reason}`);
  }

  private weigh(name: string): void {
    if (!this.host?.alive) return;
    const { residentBytes } = this.host.usage();
    if (residentBytes > MOST_RESIDENT_BYTES)
      this.findings.found.push(`${name}: the host has ${residentBytes} bytes`);
  }

  private drop(): void {
    this.host?.kill();
    this.host = null;
  }

  private async fresh(): Promise<HostProcess> {
    const host = new HostProcess(this.script, OPEN, { locale: {}, memoryMb: 512, addons: null });
    await new Promise<void>((resolve) =>
      host.listen({ message: ({ op }) => op === 'ready' && resolve(), records() {}, bulk() {}, exit() {} }),
    );
    await prepareHost(host, {
      spec: this.file.head.spec,
      image: this.file.program(),
      toRestore: true,
    });
    return host;
  }
}
