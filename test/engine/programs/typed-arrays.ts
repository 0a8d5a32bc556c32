// All kinds, views that share a buffer, DataView, wrapping and clamping, subarray, set, sort, endianness.
const kinds = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array];
for (const Kind of kinds) {
  const a = new Kind(6);
  for (let i = 0; i < a.length; i++) a[i] = (i - 2) * 100.7;
  console.log(Kind.name, a.join(), Kind.BYTES_PER_ELEMENT);
}
const big = new BigInt64Array(3);
for (let i = 0; i < 3; i++) big[i] = 2n ** 62n * BigInt(i + 1);
console.log(big.join(), new BigUint64Array(big.buffer).join());
const buffer = new ArrayBuffer(16);
const bytes = new Uint8Array(buffer);
const words = new Uint32Array(buffer, 4, 2);
const view = new DataView(buffer, 2);
for (let i = 0; i < 16; i++) bytes[i] = i;
words[1] = 0xdeadbeef;
view.setFloat32(8, 1.5);
view.setInt16(0, -2, true);
console.log(bytes.join(), words.join(), view.getUint16(3), view.byteLength, words.buffer === buffer);
const part = bytes.subarray(4, 8);
part.fill(9);
bytes.set([1, 2, 3], 10);
bytes.copyWithin(0, 10, 13);
console.log(bytes.join(), part.byteOffset, part.slice(1).buffer === buffer);
console.log(Int16Array.from({ length: 8 }, (_, i) => (i * 37) % 11).sort((a, b) => b - a).join(), new Uint8Array([3, 1, 2]).sort().join());
console.log(new Float64Array([1, NaN, -0, 3]).map((x) => x * 2).join(), Object.is(new Float64Array([-0])[0], -0));
let sum = 0;
for (const x of new Uint8Array(50).map((_, i) => i)) sum += x;
console.log(sum, new Float32Array([1.1])[0], new Uint8Array(2)[5]);
const b = Buffer.from('héllo');
for (let i = 0; i < 3; i++) b[i]! ^= 0x20;
console.log(b.length, b.toString('hex'), Buffer.concat([b.subarray(0, 1), Buffer.from([33])]).toString('latin1'), Buffer.isBuffer(b.subarray(1)));
