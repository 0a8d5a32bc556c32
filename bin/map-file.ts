import { readFileSync } from 'node:fs';
import { type MapEntry, parseMap } from '../discovery/static-map.ts';
import { OmosixError } from '../protocol/errors.ts';

/** A map as a user has written it. @throws OmosixError EUSAGE with the line that is wrong */
export function readMap(path: string): MapEntry[] {
  let text: string;
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new OmosixError('EUSAGE', `map: ${(error as Error).message}`);
  }
  return parseMap(text);
}
