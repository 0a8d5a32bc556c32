import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { OmosixError } from '../../protocol/errors.ts';
import type { HistoryQuery, HistoryRows } from '../../protocol/history.ts';
import { MAX_JOURNAL_BYTES } from '../../protocol/limits.ts';
import type { NodeView } from '../../protocol/node.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import type { TaskLifeEvent, TaskStatus } from '../../protocol/task.ts';
import { privateDirectory } from '../places.ts';
import { FOLDING, JOURNAL } from './files.ts';
import type { Folded } from './main.ts';
import { type Entry, Recorder } from './recorder.ts';

/** What is written together. */
const WRITE_EVERY_MS = 5_000;
/** The journal is put into the file so often; so often when it has become so long. */
const FOLD_EVERY_MS = 10 * 60_000;
const FOLD_LONG_EVERY_MS = 60_000;
const FOLD_AT_BYTES = 512 * 1024;
/** An agent's housekeeping waits for whoever computes. */
const NICE = 10;

export interface HistoryOptions {
  directory: string;
  /** dist/history.mjs */
  script: string;
  clock: Clock;
  log: Log;
  nodes(): readonly NodeView[];
  tasks(): readonly TaskStatus[];
}

/**
 * openMosixcollector, built in. The agent only appends lines to a journal; a process of its own puts them into an SQLite file, now
 * and then and before each question. So SQLite costs the agent neither time nor memory, and a killed agent loses seconds.
 */
export class History {
  private readonly recorder = new Recorder();
  private readonly journal: string;
  private waiting: string[] = [];
  private writing: Promise<void> = Promise.resolve();
  private folding: Promise<unknown> = Promise.resolve();
  private journalBytes = 0;
  private writtenMs: number;
  private foldedMs: number;
  private isFailing = false;
  private isOver = false;

  constructor(private readonly options: HistoryOptions) {
    const { clock, directory } = options;
    this.writtenMs = clock.monotonicMs();
    this.foldedMs = clock.monotonicMs();
    this.journal = join(directory, JOURNAL);
    this.journalBytes = statSync(this.journal, { throwIfNoEntry: false })?.size ?? 0;
    // The line before it may be half of one.
    this.waiting = ['', JSON.stringify({ begin: clock.nowMs() } satisfies Entry)];
  }

  /** Once a beat. */
  tick(): void {
    const { clock, nodes, tasks } = this.options;
    this.note(this.recorder.tick(clock.nowMs(), nodes(), tasks()));
    const now = clock.monotonicMs();
    if (now - this.writtenMs >= WRITE_EVERY_MS) {
      this.writtenMs = now;
      void this.write();
    }
    const everyMs = this.journalBytes >= FOLD_AT_BYTES ? FOLD_LONG_EVERY_MS : FOLD_EVERY_MS;
    if (now - this.foldedMs >= everyMs) {
      this.foldedMs = now;
      this.fold(null).catch((error: Error) => this.failed(error));
    }
  }

  life(event: TaskLifeEvent): void {
    this.note(this.recorder.life(event, this.options.tasks()));
  }

  /** @throws OmosixError EREFUSED */
  async ask(query: HistoryQuery): Promise<HistoryRows> {
    const { rows } = await this.fold(query);
    if (rows === null) throw new OmosixError('EREFUSED', 'the history gives no answer');
    return rows;
  }

  /** What is known up to now, before the agent ends. */
  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.note(this.recorder.end(this.options.clock.nowMs()));
    try {
      if (this.waiting.length > 0) appendFileSync(this.journal, this.take(), { mode: 0o600 });
    } catch (error) {
      this.failed(error as Error);
    }
  }

  private note(entries: readonly Entry[]): void {
    for (const entry of entries) this.waiting.push(JSON.stringify(entry));
  }

  private take(): string {
    const text = this.waiting.map((line) => `${line}\n`).join('');
    this.waiting = [];
    this.journalBytes += text.length;
    return text;
  }

  private write(): Promise<void> {
    this.writing = this.writing.then(async () => {
      if (this.waiting.length === 0) return;
      try {
        // Nothing takes it: better a gap than a full disk.
        if (this.journalBytes >= MAX_JOURNAL_BYTES) {
          this.waiting = [];
          throw new OmosixError(
            'EREFUSED',
            `${this.journal} has ${MAX_JOURNAL_BYTES} bytes that cannot be put into the history`,
          );
        }
        privateDirectory(this.options.directory);
        await appendFile(this.journal, this.take(), { mode: 0o600 });
        if (this.isFailing) this.options.log.info('the history goes on');
        this.isFailing = false;
      } catch (error) {
        this.failed(error as Error);
      }
    });
    return this.writing;
  }

  /** One after the other. */
  private fold(query: HistoryQuery | null): Promise<Folded> {
    const folded = this.folding.then(async () => {
      await this.write();
      // One that was not put into the file comes first.
      if (existsSync(join(this.options.directory, FOLDING))) await this.run(null);
      if (existsSync(this.journal)) renameSync(this.journal, join(this.options.directory, FOLDING));
      this.journalBytes = 0;
      return await this.run(query);
    });
    this.folding = folded.catch(() => {});
    return folded;
  }

  private run(query: HistoryQuery | null): Promise<Folded> {
    const { script, directory } = this.options;
    privateDirectory(directory);
    // SQLite's code is compiled simply: an optimized one would not be ready before the process ends.
    const child = spawn(process.execPath, ['--liftoff-only', '--no-warnings', script, directory], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH },
    });
    return new Promise((resolve, reject) => {
      const [said, complaint]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (bytes: Buffer) => said.push(bytes));
      child.stderr.on('data', (bytes: Buffer) => complaint.push(bytes));
      child.once('error', reject);
      child.stdin.on('error', () => {});
      child.once('close', (code) => {
        if (code === 0) {
          const folded = JSON.parse(Buffer.concat(said).toString('utf8')) as Folded;
          for (const note of folded.notes) this.options.log.warn(note);
          return resolve(folded);
        }
        const words = Buffer.concat(complaint).toString('utf8').split('\n')[0];
        reject(
          new OmosixError(
            'EREFUSED',
            `the history cannot be written: ${words || `its process ended with ${code}`}`,
          ),
        );
      });
      child.stdin.end(query === null ? '' : JSON.stringify(query));
      try {
        if (child.pid !== undefined && query === null) setPriority(child.pid, NICE);
      } catch {
        // It has ended already.
      }
    });
  }

  /** Said once, until it goes on. */
  private failed(error: Error): void {
    if (!this.isFailing) this.options.log.warn('the history has a gap', { reason: error.message });
    this.isFailing = true;
  }
}
