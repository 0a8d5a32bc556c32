import { type Book, membersOf } from './book.ts';

export type Sha256 = (data: Uint8Array) => Uint8Array;

const MAX_ID = 65_535;

/** The ID that a key comes to at an attempt. */
function idAt(sha256: Sha256, keyBlob: Uint8Array, attempt: number): number {
  const salted = new Uint8Array(keyBlob.length + 4);
  salted.set(keyBlob);
  new DataView(salted.buffer).setUint32(keyBlob.length, attempt);
  const [high, low] = sha256(salted);
  return ((((high as number) << 8) | (low as number)) % MAX_ID) + 1;
}

/** The first ID of a key that is not taken. Every key comes by all IDs in time; but for a full cluster few tries suffice. */
export function freeId(sha256: Sha256, keyBlob: Uint8Array, taken: ReadonlySet<number>): number {
  if (taken.size >= MAX_ID) throw new Error('all node IDs are taken');
  for (let attempt = 0; ; attempt++) {
    const id = idAt(sha256, keyBlob, attempt);
    if (!taken.has(id)) return id;
  }
}

/** The IDs of all members but one. */
export const takenIds = (book: Book, but: string): Set<number> =>
  new Set(
    membersOf(book)
      .filter(({ key }) => key !== but)
      .map(({ id }) => id),
  );

/** Of two members with one ID the one with the greater key takes another. */
export const losesId = (book: Book, own: { key: string; id: number }): boolean =>
  membersOf(book).some(({ key, id }) => id === own.id && key < own.key);
