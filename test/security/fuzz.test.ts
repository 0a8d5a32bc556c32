/** Whatever arrives is understood or refused. Longer: npm run fuzz -- --seconds N --seed S */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameDecoder } from '../../protocol/frame.ts';
import { MAX_FRAME_BYTES, MAX_HEAD_BYTES } from '../../protocol/limits.ts';
import { fuzzes } from './fuzz/properties.ts';
import { covered } from './fuzz/schemas.ts';

describe('fuzz', () => {
  it.each(fuzzes.map(({ name, property }) => [name, property] as const))('%s', async (_name, property) => {
    await fc.assert(property as fc.IAsyncProperty<unknown>, { numRuns: 200 });
  });

  it('every file of protocol with a schema is among them', () => {
    const directory = fileURLToPath(new URL('../../protocol/', import.meta.url));
    const withSchemas = readdirSync(directory)
      .filter((name) => name.endsWith('.ts'))
      .filter((name) => / = z\.\w+\(/.test(readFileSync(directory + name, 'utf8')))
      .map((name) => name.replace(/\.ts$/, ''));
    expect(withSchemas.filter((name) => !covered.includes(name))).toEqual([]);
  });
});

describe('memory', () => {
  it('what is announced takes none before it comes', () => {
    const header = Buffer.alloc(9);
    header.writeUInt32BE(MAX_FRAME_BYTES, 0);
    header.writeUInt32BE(MAX_HEAD_BYTES, 5);
    const before = process.memoryUsage().arrayBuffers;
    const decoders = Array.from({ length: 500 }, () => {
      const decoder = new FrameDecoder();
      expect([...decoder.push(header)]).toEqual([]);
      expect([...decoder.push(Buffer.alloc(100))]).toEqual([]);
      return decoder;
    });
    // Announced are 8 GB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    expect(decoders.every(({ idle }) => !idle)).toBe(true);
  });
});
