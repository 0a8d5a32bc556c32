/** A program that wants out of its host, on a node that is not its home. More of it: test/host/confinement.test.ts */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from '../support/commands.ts';

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
});
afterAll(() => commands.remove());

describe('a program that wants out', () => {
  it('gets nothing of its host, and its own files from home', async () => {
    const own = join(commands.directory, 'own.txt');
    writeFileSync(own, 'a file of its user\n');
    const program = fileURLToPath(new URL('./programs/escape.ts', import.meta.url));
    const { stdout, stderr, code } = await commands.run('omrun', [
      '--nodes',
      '2',
      '-j',
      '2',
      '-L',
      program,
      own,
    ]);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('DONE')).map((line) => line.replace(/: DONE$/, ''))).toEqual([
      // A task of its own, behind the same walls.
      'thread',
      // The promise is made; it is rejected, below.
      'import in new code',
    ]);
    expect(lines).toContain('import in new code, later: ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING');
    expect(lines).toContain('a program starts at home: true');
    expect(lines.filter((line) => line.endsWith('at home: false'))).toEqual([]);
    expect(lines).toContain('a thread of a caught module: ERR_OMOSIX_UNSUPPORTED');
    expect(lines).toContain('a file of its user');
    expect(lines).toContain('a socket of its host: ERR_OMOSIX_UNSUPPORTED');
    expect(lines).toContain('a server of its host: ERR_OMOSIX_UNSUPPORTED');
    expect(lines.length).toBeGreaterThan(20);
  });
});
