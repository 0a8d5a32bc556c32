// Resizable, shared and detached buffers, and views that follow them, live across captures.
const pause = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i & 3; return s; };
const R = ArrayBuffer as any, S = SharedArrayBuffer as any;
const buffer = new R(8, { maxByteLength: 64 });
const all = new Uint8Array(buffer), tail = new Uint16Array(buffer, 4), fixed = new Uint8Array(buffer, 2, 4), data = new DataView(buffer, 1);
const shared = new S(4, { maxByteLength: 16 }), sharedAll = new Int8Array(shared), words = new Int32Array(new SharedArrayBuffer(8));
const gone = new ArrayBuffer(16), goneView = new Float32Array(gone, 4, 2);
structuredClone(gone, { transfer: [gone] });
class Bytes extends Uint8Array { total() { return this.reduce((a, b) => a + b, 0); } }
const bytes = new Bytes(buffer);
const far = new Uint8Array(buffer, 6, 2);
for (let round = 0; round < 6; round++) {
  all[round] = round + 1;
  pause(40);
  buffer.resize([8, 16, 5, 64, 7, 24][round]);
  pause(40);
  console.log(round, buffer.byteLength, buffer.maxByteLength, buffer.resizable, all.length, tail.length, fixed.length, far.length, far.byteOffset, bytes.total(), bytes instanceof Bytes);
  try { console.log(data.byteLength, data.getUint8(2)); } catch (e) { console.log((e as Error).constructor.name); }
  if (round % 2) shared.grow(shared.byteLength + 3);
  Atomics.add(words, 0, round);
  pause(40);
  console.log(sharedAll.length, words[0], shared.growable, goneView.length, goneView.byteOffset, gone.byteLength);
}
