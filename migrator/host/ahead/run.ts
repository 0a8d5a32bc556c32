/**
 * What travels ahead is a sequence of runs, one after the other whatever the frames are:
 *
 *     f64 number of the buffer, f64 its size, f64 where the run begins, f64 its bytes | bytes
 */
export interface Run {
  buffer: number;
  bufferBytes: number;
  at: number;
  bytes: number;
}

export const RUN_HEAD_BYTES = 32;

const numbers = new Float64Array(4);
const octets = new Uint8Array(numbers.buffer);
const { call, bind } = Function.prototype;
const setBytes: (target: Uint8Array, source: Uint8Array, at: number) => void = bind.call(
  call,
  Uint8Array.prototype.set,
);

export function writeRunHead(target: Uint8Array, at: number, run: Run): void {
  numbers[0] = run.buffer;
  numbers[1] = run.bufferBytes;
  numbers[2] = run.at;
  numbers[3] = run.bytes;
  setBytes(target, octets, at);
}

export function readRunHead(head: Uint8Array): Run {
  setBytes(octets, head, 0);
  return { buffer: numbers[0]!, bufferBytes: numbers[1]!, at: numbers[2]!, bytes: numbers[3]! };
}
