import { isUtf8 } from 'node:buffer';
import { treeError } from './tree-error.ts';

/** A byte that is no part of UTF-8 is the surrogate of this number and its own, as Python has it: strings alone travel, and none is lost. */
const ESCAPE = 0xdc00;
const SURROGATE = /[\ud800-\udfff]/;

/** A name or path as the system gives it. */
export function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let name = '';
  for (let at = 0; at < bytes.length; ) {
    const length = Math.max(1, [1, 2, 3, 4].find((n) => isUtf8(bytes.subarray(at, at + n))) ?? 0);
    const piece = bytes.subarray(at, at + length);
    name += isUtf8(piece) ? piece.toString() : String.fromCharCode(ESCAPE + piece[0]!);
    at += length;
  }
  return name;
}

/** As the system wants it: text where that says it. @throws EILSEQ for what stands for no bytes */
export function bytesOfName(name: string): string | Buffer {
  if (!SURROGATE.test(name)) return name;
  const pieces = Array.from(name, (character) => {
    const code = character.codePointAt(0)!;
    if (code < 0xd800 || code > 0xdfff) return Buffer.from(character);
    if (code < ESCAPE + 0x80 || code > ESCAPE + 0xff) throw treeError('EILSEQ');
    return Buffer.from([code - ESCAPE]);
  });
  return Buffer.concat(pieces);
}

export function byteLengthOf(name: string): number {
  const bytes = bytesOfName(name);
  return typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length;
}
