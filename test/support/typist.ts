/** Somebody at a real terminal of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';

const SCRIPT = '/usr/bin/script';
/** The tool that makes one is part of every Debian, but not of every system. */
export const hasTerminals = existsSync(SCRIPT);

export class Typist {
  private constructor(
    private readonly child: ChildProcess,
    /** `/dev/pts/3` */
    readonly terminal: string,
  ) {}

  /** Something that reads the terminal runs in it. */
  static async sitDown(): Promise<Typist> {
    const child = spawn(SCRIPT, ['-qfc', 'tty; exec cat', '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const chunk of child.stdout!) {
      said += chunk;
      const [terminal] = /\/dev\/pts\/\d+/.exec(said) ?? [];
      if (terminal !== undefined && said.includes('\n')) return new Typist(child, terminal);
    }
    throw new Error(`no terminal: ${said}`);
  }

  /** The kernel notes a read only where the last one was some seconds ago. */
  hasNotTypedFor(ms: number): void {
    const { mtimeMs } = statSync(this.terminal);
    utimesSync(this.terminal, (Date.now() - ms) / 1_000, mtimeMs / 1_000);
  }

  type(text: string): void {
    this.child.stdin!.write(text);
  }

  leave(): void {
    this.child.kill('SIGKILL');
  }
}
