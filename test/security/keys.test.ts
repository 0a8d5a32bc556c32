import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nodeKey } from '../../agent/transport/keys.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'omosix-key-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('a node’s key is for its user alone, or the agent does not start with it', () => {
  const made = nodeKey(directory);
  const path = join(directory, 'node-key');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  for (const mode of [0o640, 0o604, 0o620, 0o644]) {
    chmodSync(path, mode);
    expect(() => nodeKey(directory)).toThrow(
      expect.objectContaining({
        code: 'EREFUSED',
        message: `${path} may be read by others (mode 0${mode.toString(8)}): chmod 600 it; if somebody may have read it, remove it and join anew`,
      }),
    );
  }
  chmodSync(path, 0o400);
  expect(nodeKey(directory)).toEqual(made);
});
