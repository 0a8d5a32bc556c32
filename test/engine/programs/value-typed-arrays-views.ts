import { tick } from './support/tick.ts';

const buffer = new ArrayBuffer(16);
const [bytes, words, floats, view] = [new Uint8Array(buffer), new Uint32Array(buffer, 4, 2), new Float32Array(buffer, 12), new DataView(buffer)];
for (let i = 0; i < 16; i++) bytes[i] = tick(i * 17);
words[0] = 0xdeadbeef; floats[0] = 1.5; view.setInt16(0, -2, true);
tick(0);
console.log(bytes.join(), words[1], view.getUint32(4).toString(16), view.getFloat32(12, true), new Uint8ClampedArray([300, -5, 1.6]).join(), bytes.subarray(2, 5).buffer === buffer, Buffer.from(buffer).toString('hex', 0, 8));
