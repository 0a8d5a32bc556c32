import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BY_TURNS } from '../support/turns.ts';
import { root } from './sources.ts';

test('what CI runs by turns is there', () => {
  expect(BY_TURNS.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
