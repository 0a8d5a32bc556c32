/** A program whose home is one of the nodes, and which is asked about and moved from others. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { TaskStatus } from '../../../protocol/task.ts';
import { type LanNode, Running, until } from '../../support/lan/node.ts';

const programOf = (name: string): string => fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url));

let count = 0;

export class Guest {
  private constructor(
    private readonly home: LanNode,
    private readonly file: string,
    readonly running: Running,
    /** Its name in the cluster. */
    readonly task: string,
  ) {}

  /** Counts aloud, and uses hardly any CPU. It asks its home at each step: without `-c` it would soon be drawn there. */
  static steady(home: LanNode, ...options: string[]): Promise<Guest> {
    return Guest.start(home, 'steady', ['-c', ...options]);
  }

  /** Computes all the time. */
  static busy(home: LanNode, ...options: string[]): Promise<Guest> {
    return Guest.start(home, 'turns', options);
  }

  private static async start(home: LanNode, program: string, options: string[]): Promise<Guest> {
    const file = `stop-${++count}`;
    const known = new Set((await home.ask((agent) => agent.tasks())).map(({ task }) => task));
    const running = new Running(home, ...options, programOf(program), file);
    await running.says(3);
    const own = (await home.ask((agent) => agent.tasks())).filter(
      ({ task, home: id, command }) => id === home.id && !known.has(task) && command.includes(file),
    );
    return new Guest(home, file, running, own[0]!.task);
  }

  get pid(): string {
    return this.task.slice(this.task.indexOf(':') + 1);
  }

  /** As that node sees it, which need not be its home. */
  seenBy(node: LanNode): Promise<TaskStatus | undefined> {
    return node.task(this.task);
  }

  /** Waits until that node sees it there; home is 0. */
  isSeenAt(where: LanNode, by: LanNode): Promise<void> {
    const wanted = where === this.home ? 0 : where.id;
    return until(async () => (await this.seenBy(by))?.where === wanted);
  }

  /** After it was stopped: `nsenter` stops with what it has started, and only who started it can let it go on. */
  wake(): void {
    this.running.child.kill('SIGCONT');
  }

  /** It goes on, and nothing that it has said so far is lost or doubled. */
  async isWell(): Promise<void> {
    await this.running.says(3);
    const lines = this.running.stdout.split('\n').slice(0, -1);
    expect(lines.every((line, index) => line === String(index + 1))).toBe(true);
  }

  tellToStop(): void {
    writeFileSync(this.home.path(this.file), '');
  }

  /** Tells it to stop: every number once, in order, to the end. */
  async stop(): Promise<void> {
    this.tellToStop();
    const { stdout, stderr, code } = await this.running.ended;
    const lines = stdout.trimEnd().split('\n');
    const last = lines.pop();
    expect({ code, stderr, last }).toEqual({ code: 0, stderr: '', last: `stopped at ${lines.length}` });
    expect(lines.every((line, index) => line === String(index + 1))).toBe(true);
  }
}

/** Those of one test, which end after it. */
export class Guests {
  private readonly all: Guest[] = [];

  async started(guest: Promise<Guest>): Promise<Guest> {
    this.all.push(await guest);
    return guest;
  }

  /** They are over. */
  forget(): void {
    this.all.length = 0;
  }

  async stop(): Promise<void> {
    for (const guest of this.all.splice(0)) await guest.stop();
  }
}
