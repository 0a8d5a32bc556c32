/** What Node's `console` makes of its arguments, for the program's `console` and for those that it makes. */
import { Console } from 'node:console';
import { Writable } from 'node:stream';

/** `console.time` as Node prints it. */
export function formatTime(ms: number): string {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(3)}s`;
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const [whole, fraction] = (seconds % 60).toFixed(3).split('.');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(Number(whole))}.${fraction} (m:ss.mmm)`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(Number(whole))} (h:mm:ss)`;
}

/** Node's own, over a stream that keeps what is printed. */
function nativeOver(kept: string[], inspectOptions?: object): Console {
  const stdout = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => done(void kept.push(chunk)),
  });
  return new Console({ stdout, ...(inspectOptions ? { inspectOptions } : { colorMode: false }) });
}

/** Node's own table, drawn by Node. */
export function tableText(data: unknown, columns?: readonly string[], inspectOptions?: object): string {
  const kept: string[] = [];
  nativeOver(kept, inspectOptions).table(data, columns as string[]);
  return kept.join('').slice(0, -1);
}

/** What a failed `assert` hands on to `warn`: versions of Node differ. */
export function assertionWords(args: unknown[]): unknown[] {
  let words: unknown[] = [];
  const native = nativeOver([]);
  native.warn = (...given) => {
    words = given;
  };
  native.assert(false, ...(args as [string?]));
  return words;
}
