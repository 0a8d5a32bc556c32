import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Duplex, Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Clock } from '../../protocol/ports.ts';
import { REMOTE_TERMINAL, type TerminalSize } from '../../protocol/remote-terminal.ts';
import { shown, typed } from './line-discipline.ts';
import { passOn } from './pass-on.ts';

/** Who does not end by a hang-up is killed. */
const KILL_AFTER_MS = 2_000;
/** Keys that a command does not read are dropped beyond this, as a terminal does. */
const MAX_TYPED_BYTES = 4_096;

export interface CommandToRun {
  /** Of the command, in `dist`. */
  script: string;
  /** What confines it. */
  options: string[];
  args: string[];
  env: Record<string, string>;
  /** Null where the client asked for none. */
  terminal: TerminalSize | null;
}

export type EndOfCommand = (code: number | null, signal: NodeJS.Signals | null) => void;

/** Where a command reads and writes: the channel of an ssh client. */
export interface CommandStreams {
  channel: Duplex;
  stderr: Writable;
}

/**
 * One of our commands as a child process, drawn straight to the client's stream. Descriptor 3 connects it with the agent: it tells of the
 * terminal, and when it breaks the command ends, however the agent does.
 */
export class RunningCommand {
  private readonly child: ChildProcess;
  private readonly link: Duplex;
  private isRaw = false;
  private isOver = false;

  constructor(
    directory: string,
    { script, options, args, env, terminal }: CommandToRun,
    { channel, stderr }: CommandStreams,
    private readonly clock: Clock,
    onEnd: EndOfCommand,
  ) {
    const preload = pathToFileURL(join(directory, 'sshterm.js')).href;
    const child = spawn(
      process.execPath,
      [...options, '--import', preload, join(directory, script), ...args],
      {
        cwd: '/',
        env: terminal ? { ...env, [REMOTE_TERMINAL]: JSON.stringify(terminal) } : env,
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
        // A group of its own: signals of the agent's terminal are not for it.
        detached: true,
      },
    );
    this.child = child;
    const { stdin, stdout } = child as { stdin: Writable; stdout: Readable };
    this.link = child.stdio[3] as Duplex;
    for (const stream of [stdin, this.link]) stream.on('error', () => {});
    this.link.setEncoding('utf8');
    this.link.on('data', (text: string) => {
      // The last word counts.
      if (/[01]/.test(text)) this.isRaw = text.lastIndexOf('1') > text.lastIndexOf('0');
    });
    passOn(stdout, channel, terminal ? shown : undefined);
    passOn(child.stderr as Readable, terminal ? channel : stderr, terminal ? shown : undefined);
    if (terminal) channel.on('data', (bytes: Buffer) => this.type(bytes, stdin));
    else channel.pipe(stdin);
    channel.on('end', () => stdin.end());
    child.on('error', () => this.end(onEnd, 126, null));
    child.on('close', (code, signal) => this.end(onEnd, code, signal));
  }

  resize(size: TerminalSize): void {
    if (!this.isOver) this.link.write(`${JSON.stringify(size)}\n`);
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.isOver) this.child.kill(signal);
  }

  /** The client has gone, or is to go. */
  hangUp(): void {
    if (this.isOver) return;
    this.child.kill('SIGHUP');
    this.link.end();
    this.clock.after(KILL_AFTER_MS, () => this.signal('SIGKILL'));
  }

  private type(bytes: Buffer, stdin: Writable): void {
    for (const each of typed(bytes, this.isRaw)) {
      if ('signal' in each) this.signal(each.signal);
      else if ('end' in each) stdin.end();
      else if (stdin.writable && stdin.writableLength < MAX_TYPED_BYTES) stdin.write(each.keys);
    }
  }

  private end(onEnd: EndOfCommand, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.isOver) return;
    this.isOver = true;
    onEnd(code, signal);
  }
}
