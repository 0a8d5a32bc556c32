import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerChannel, Session } from 'ssh2';
import { MAX_SSH_COMMAND_CHARS } from '../../protocol/limits.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import { type TerminalSize, terminalSize } from '../../protocol/remote-terminal.ts';
import type { Note } from '../audit/audit.ts';
import { SftpSession } from '../mfs/sftp/session.ts';
import type { FileTree } from '../mfs/tree.ts';
import { wordsOf } from './command-line.ts';
import { confinement } from './confinement.ts';
import { environmentOf, mayBeSet } from './environment.ts';
import { type EndOfCommand, RunningCommand } from './run-command.ts';
import { isRsyncServer, RunningRsync } from './run-rsync.ts';

/** What an ssh client may run. Programs of the user are not among them: an admitted key is no shell. */
const COMMANDS = [
  'mosmon',
  'migmon',
  'omview',
  'mtop',
  'mps',
  'mosctl',
  'migrate',
  'omfs',
  'omkill',
  'omhist',
  'showmap',
] as const;

const MAX_VARIABLES = 20;
/** Signals that a client may send: those by which a user ends something. */
const SIGNALS = new Set(['INT', 'TERM', 'HUP', 'QUIT', 'KILL']);
const DEFAULT_SIZE: TerminalSize = { columns: 80, rows: 24 };

/** What sessions of all clients share. */
export interface SessionParts {
  /** Where the commands stand: `dist`. */
  directory: string;
  /** Where the agents' sockets are. */
  runtime: string;
  tree: FileTree;
  clock: Clock;
  log: Log;
  note: Note;
  /** @returns whether one more command may run now; each that did is taken back by `commandEnded` */
  mayRun(): boolean;
  commandEnded(): void;
}

/** One channel of an ssh client: SFTP, or one of our commands. Anything else is refused. */
export class SshSession {
  private readonly variables: Record<string, string> = {};
  private terminal: TerminalSize | null = null;
  private command: Pick<RunningCommand, 'resize' | 'signal' | 'hangUp'> | undefined;

  constructor(
    session: Session,
    private readonly username: string,
    private readonly parts: SessionParts,
  ) {
    session.on('env', (accept, reject, { key, val }) => {
      if (!mayBeSet(key, val) || Object.keys(this.variables).length >= MAX_VARIABLES) {
        reject?.();
        return;
      }
      this.variables[key] = val;
      accept?.();
    });
    session.on('pty', (accept, reject, info) => {
      const { term } = info as unknown as { term: string };
      if (!mayBeSet('TERM', term)) {
        reject?.();
        return;
      }
      this.variables.TERM = term;
      this.terminal = sizeOf(info) ?? DEFAULT_SIZE;
      accept?.();
    });
    session.on('window-change', (accept, _reject, info) => {
      accept?.();
      const size = sizeOf(info);
      if (size && this.terminal) this.command?.resize(size);
    });
    session.on('signal', (accept, _reject, { name }) => {
      accept?.();
      if (SIGNALS.has(name)) this.command?.signal(`SIG${name}` as NodeJS.Signals);
    });
    session.on('subsystem', (accept, reject, { name }) => {
      if (name === 'sftp') this.sftp(accept());
      else reject?.();
    });
    session.on('exec', (accept, _reject, { command }) => this.exec(accept(), command));
    session.on('shell', (accept) => this.exec(accept(), ''));
    session.on('close', () => this.hangUp());
  }

  /** The connection is over. */
  hangUp(): void {
    this.command?.hangUp();
  }

  private sftp(channel: ServerChannel): void {
    this.noteRun('sftp', true);
    new SftpSession(channel, this.parts.tree, (trouble) => {
      if (trouble !== null) this.parts.log.warn('an SFTP session was ended', { trouble });
      channel.exit(trouble === null ? 0 : 1);
      channel.end();
    });
  }

  private exec(channel: ServerChannel, line: string): void {
    channel.on('error', () => {});
    channel.stderr.on('error', () => {});
    let words: string[];
    try {
      words = line.length > MAX_SSH_COMMAND_CHARS ? ['…'] : wordsOf(line);
    } catch (error) {
      this.say(channel, 2, (error as Error).message);
      return;
    }
    const [name, ...args] = words;
    const known = COMMANDS.filter((one) => existsSync(join(this.parts.directory, `${one}.js`)));
    if (name === undefined)
      this.say(channel, 0, `commands here: ${known.join(' ')}; files: sftp, scp, sshfs, rsync -e ssh`);
    else if (name === 'scp')
      this.say(channel, 1, 'scp copies by SFTP here: leave out -O (OpenSSH before 9.0: scp -s)');
    else if (!known.some((one) => one === name) && !isRsyncServer(words)) {
      this.noteRun(name, false);
      this.say(channel, 127, `${printable(name)}: not here; commands are ${known.join(' ')}`);
    } else if (!this.parts.mayRun()) this.say(channel, 1, 'too many commands run already; try again later');
    else this.run(channel, name, args);
  }

  /** What it is told by its arguments stands where it is done. */
  private noteRun(command: string, isAllowed: boolean): void {
    this.parts.note({ event: 'user-ran', username: this.username, command, isAllowed });
  }

  private run(channel: ServerChannel, name: string, args: string[]): void {
    this.noteRun(name, true);
    const { directory, runtime, tree, clock, commandEnded } = this.parts;
    const streams = { channel, stderr: channel.stderr };
    const onEnd: EndOfCommand = (code, signal) => {
      commandEnded();
      if (signal) channel.exit(signal.slice(3), false, '');
      else channel.exit(code ?? 1);
      channel.end();
    };
    if (name === 'rsync') {
      this.command = new RunningRsync(args, tree, streams, onEnd);
      return;
    }
    const toRun = {
      script: `${name}.js`,
      options: confinement(directory, runtime),
      args,
      env: environmentOf(process.env, this.variables),
      terminal: this.terminal,
    };
    this.command = new RunningCommand(directory, toRun, streams, clock, onEnd);
  }

  private say(channel: ServerChannel, code: number, words: string): void {
    const line = this.terminal ? `omosix: ${words}\r\n` : `omosix: ${words}\n`;
    if (code === 0) channel.write(line);
    else channel.stderr.write(line);
    channel.exit(code);
    channel.end();
  }
}

function sizeOf({ cols, rows }: { cols: number; rows: number }): TerminalSize | null {
  return terminalSize.safeParse({ columns: cols, rows }).data ?? null;
}

const printable = (name: string): string => name.slice(0, 60).replace(/[^\x20-\x7e]/g, '?');
