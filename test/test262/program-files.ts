import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { TestCase } from './test-case.ts';

/** Where the programs of a process stand while they run. */
export class ProgramFiles {
  private readonly directory = mkdtempSync(join(tmpdir(), 'omosix-test262-'));
  private readonly suite: string;
  /** Directories that have their fixtures: a parent of one may be there without. */
  private readonly copied = new Set<string>();

  constructor(suite: string) {
    this.suite = suite;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** The program as a file; beside what imports stand the files it may import. */
  write(test: TestCase): string {
    const { path, variant } = test.run;
    if (variant !== 'module' && !/\bimport\b/.test(test.source)) return this.writeScript(test.text);
    const to = join(this.directory, dirname(path));
    if (!this.copied.has(to)) this.copyFixtures(dirname(join(this.suite, 'test', path)), to);
    const file = join(to, `${basename(path, '.js')}.${variant === 'module' ? 'js' : 'cjs'}`);
    writeFileSync(file, test.text);
    return file;
  }

  writeScript(text: string): string {
    const file = join(this.directory, 'test.cjs');
    writeFileSync(file, text);
    return file;
  }

  private copyFixtures(from: string, to: string): void {
    this.copied.add(to);
    mkdirSync(to, { recursive: true });
    writeFileSync(join(this.directory, 'package.json'), '{"type":"module"}');
    for (const each of readdirSync(from, { withFileTypes: true })) {
      if (each.isDirectory()) this.copyFixtures(join(from, each.name), join(to, each.name));
      else if (/_FIXTURE|\.json$/.test(each.name))
        writeFileSync(join(to, each.name), readFileSync(join(from, each.name)));
    }
  }
}
