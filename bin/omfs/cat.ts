import { constants } from 'node:fs';
import { OmosixError } from '../../protocol/errors.ts';
import { expanded } from './glob.ts';
import type { Place } from './place.ts';
import { tell } from './trouble.ts';

const PIECE_BYTES = 1024 * 1024;

export async function cat(operands: string[]): Promise<void> {
  if (operands.length === 0) throw new OmosixError('EUSAGE', 'cat: which files?');
  for (const place of await expanded(operands)) {
    try {
      await print(place);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === 'write') throw error;
      tell('cat', place.shown, error);
    }
  }
}

async function print({ tree, path }: Place): Promise<void> {
  const file = await tree.open(path, constants.O_RDONLY, 0);
  try {
    for (let at = 0; ; ) {
      const bytes = await file.read(PIECE_BYTES, at);
      if (bytes.length === 0) return;
      at += bytes.length;
      await new Promise<void>((resolve, reject) =>
        process.stdout.write(bytes, (error) => (error ? reject(error) : resolve())),
      );
    }
  } finally {
    await file.close();
  }
}
