import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { OmosixError } from '../../protocol/errors.ts';

const ready = z.object({
  id: z.int(),
  pid: z.int(),
  socket: z.string(),
  host: z.string(),
  port: z.int(),
  key: z.string(),
});
/** What an agent says of itself when it listens. */
export type NodeReady = z.infer<typeof ready>;

/** Time for an agent to come up on a busy machine, and to leave in good order. */
const START_MS = 30_000;
const STOP_MS = 3_000;
/** Of what a failing agent says, its last words. */
const MAX_COMPLAINT_CHARS = 2_000;

/** One agent of a private cluster: a process in its own session, so that the terminal's signals are not for it. */
export class ClusterNode {
  private child: ChildProcess | null = null;
  private exited: Promise<void> = Promise.resolve();

  /** `home` ends with it, `hostCode` is for all clusters of this user. */
  constructor(
    private readonly id: number,
    private readonly omd: string,
    private readonly places: { home: string; hostCode: string },
  ) {}

  async start(): Promise<NodeReady> {
    mkdirSync(this.places.home, { mode: 0o700 });
    const args = [
      '-n',
      '--parent',
      '--id',
      String(this.id),
      '--name',
      `node${this.id}`,
      '--listen',
      '127.0.0.1:0',
      '--map',
      '-',
      '--quiet',
      '--host-code',
      this.places.hostCode,
    ];
    const child = spawn(process.execPath, [this.omd, ...args], {
      cwd: '/',
      detached: true,
      env: { ...process.env, OMOSIX_HOME: this.places.home },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    this.exited = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    // An agent that died took its pipe along; its exit is what counts.
    child.stdin.on('error', () => {});
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-MAX_COMPLAINT_CHARS);
    });
    return new Promise((resolve, reject) => {
      const fail = (why: string): void =>
        reject(
          new OmosixError(
            'ENOAGENT',
            `node ${this.id} does not start: ${why}${complaint && `\n${complaint.trimEnd()}`}`,
          ),
        );
      const timer = setTimeout(() => fail(`nothing heard in ${START_MS / 1000} s`), START_MS);
      void this.exited.then(() => {
        clearTimeout(timer);
        fail(`its agent ended with ${child.signalCode ?? child.exitCode}`);
      });
      createInterface(child.stdout).once('line', (line) => {
        clearTimeout(timer);
        const result = ready.safeParse(parseJson(line));
        if (result.success) resolve(result.data);
        else fail(`it said: ${line}`);
      });
    });
  }

  /** A line to the agent's standard input. */
  tell(line: string): void {
    this.child?.stdin?.write(`${line}\n`);
  }

  async stop(): Promise<void> {
    if (this.child === null) return;
    this.child.stdin?.end();
    const timer = setTimeout(() => this.child?.kill('SIGKILL'), STOP_MS);
    await this.exited;
    clearTimeout(timer);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
