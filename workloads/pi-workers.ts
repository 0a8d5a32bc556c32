// Hexadecimal digits of π by the formula of Bailey, Borwein and Plouffe, which gives them at any place by themselves:
// so workers share them out. Each worker is a task that the cluster may execute anywhere.
// Usage: pi-workers.ts [DIGITS] [WORKERS]

import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

/** So many digits of one evaluation can be relied on. */
const DIGITS_AT_ONCE = 8;
/** A piece of work: so many digits. */
const PIECE = 200;
const LINE = 80;

/** 16 to the power of `exponent`, modulo `modulus`. */
function power16(exponent: number, modulus: number): number {
  let result = 1;
  let base = 16 % modulus;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result % modulus;
}

/** The fraction of the sum over 16^(place − k) / (8k + j). */
function series(j: number, place: number): number {
  let sum = 0;
  for (let k = 0; k <= place; k++) {
    const divisor = 8 * k + j;
    sum += power16(place - k, divisor) / divisor;
    sum -= Math.floor(sum);
  }
  for (let k = place + 1; k <= place + 12; k++) sum += 1 / (16 ** (k - place) * (8 * k + j));
  return sum - Math.floor(sum);
}

/** Digits after the point, from `place` on. */
function digitsAt(place: number): string {
  let rest = 4 * series(1, place) - 2 * series(4, place) - series(5, place) - series(6, place);
  rest -= Math.floor(rest);
  let digits = '';
  for (let i = 0; i < DIGITS_AT_ONCE; i++) {
    rest *= 16;
    const digit = Math.floor(rest);
    digits += digit.toString(16);
    rest -= digit;
  }
  return digits;
}

function piece(from: number): string {
  let digits = '';
  for (let place = from; place < from + PIECE; place += DIGITS_AT_ONCE) digits += digitsAt(place);
  return digits.slice(0, PIECE);
}

function share(digits: number, workers: number): void {
  const pieces: string[] = new Array(Math.ceil(digits / PIECE)).fill('');
  let next = 0;
  let running = workers;
  for (let i = 0; i < workers; i++) {
    const worker = new Worker(fileURLToPath(import.meta.url));
    const give = (): void => worker.postMessage(next < pieces.length ? next++ * PIECE : null);
    worker.on('message', ({ from, text }: { from: number; text: string }) => {
      pieces[from / PIECE] = text;
      give();
    });
    worker.on('exit', () => {
      if (--running === 0) print(pieces.join('').slice(0, digits));
    });
    give();
  }
}

function print(digits: string): void {
  console.log('3.');
  for (let at = 0; at < digits.length; at += LINE) console.log(digits.slice(at, at + LINE));
}

if (isMainThread) share(Number(process.argv[2] ?? 8000), Number(process.argv[3] ?? 4));
else
  parentPort!.on('message', (from: number | null) => {
    if (from === null) parentPort!.close();
    else parentPort!.postMessage({ from, text: piece(from) });
  });
