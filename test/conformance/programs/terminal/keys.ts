// What keys are called, a byte at a time and all at once.
import readline from 'node:readline';
import { PassThrough } from 'node:stream';
import { run } from '../cases.ts';
import { turn } from '../terminal-cases.ts';

interface Key {
  sequence: string;
  name?: string;
  ctrl: boolean;
  meta: boolean;
  shift: boolean;
  code?: string;
}

const pressed = (...texts: string[]) => pressedEach(texts);
async function pressedEach(texts: string[]): Promise<unknown[]> {
  const input = new PassThrough();
  const seen: unknown[] = [];
  const isEnd = texts.at(-1)?.endsWith('\x1b');
  // A machine that is busy must not take halves for wholes.
  readline.emitKeypressEvents(input, { escapeCodeTimeout: isEnd ? 1 : 60_000 } as unknown as readline.Interface);
  input.on('keypress', (text: string | undefined, key: Key) =>
    seen.push([text, key.name, key.code, `${key.ctrl ? 'C' : ''}${key.meta ? 'M' : ''}${key.shift ? 'S' : ''}`]),
  );
  for (const text of texts) {
    input.write(text);
    await turn();
  }
  if (isEnd) await new Promise((done) => setTimeout(done, 30));
  return seen;
}

const ESC = '\x1b';
const codes = [
  ...['A', 'B', 'C', 'D', 'E', 'F', 'H', 'P', 'Q', 'R', 'S', 'Z', 'a', 'b', 'c', 'd', 'e', 'G', 'I'],
  ...['1;5A', '1;2B', '1;3C', '5D', '1;10F', '[A', '[B', '[C', '[D', '[E', '[5~', '[6~', '[9~'],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 200, 201].map((n) => `${n}~`),
  ...[2, 3, 5, 6, 7, 8, 4].flatMap((n) => [`${n}$`, `${n}^`]),
  ...['3;5~', '24;5~', '11;2~', '2;9$', ';5A', '123A', '1234', ';;', '1;', '[[', '99~', '3~', '3 '],
];

const cases: Record<string, () => unknown> = {};
const bothWays = (code: string) => async () => [
  await pressed(`${ESC}[${code}`, 'x'),
  await pressedEach(`${ESC}[${code}x`.split('')),
];
for (const code of codes) cases[`CSI ${code}`] = bothWays(code);
for (const code of ['A', 'F', 'H', 'P', 'S', 'a', 'e', 'z', '5A', '5', '55']) {
  cases[`SS3 ${code}`] = () => pressed(`${ESC}O${code}`, 'x');
}
await run({
  ...cases,
  'two escapes': () => pressed(`${ESC}${ESC}[A`, `${ESC}${ESC}OA`, `${ESC}${ESC}x`, `${ESC}${ESC}${ESC}`),
  letters: () => pressed('aZ09', '.,-_', ' '),
  controls: () => pressed('\x00\x01\x02\x03\x1a', '\x1c\x1d\x1e\x1f', '\x7f\b\r\n\t'),
  'with meta': () => pressed(`${ESC}a${ESC}Z${ESC}1${ESC}.${ESC} ${ESC}\r${ESC}\n${ESC}\t${ESC}\x7f${ESC}\b`),
  'escape alone': () => pressed(ESC),
  'escape twice': () => pressed(ESC + ESC),
  'escape in the middle of a sequence': () => pressed(`${ESC}[${ESC}[A`),
  wide: () => pressed('é', '漢', '😀', 'e\u0301', '👨‍👩‍👧'),
  'wide in halves': () => {
    const bytes = Buffer.from('é漢😀').toString('latin1');
    return pressedBytes(bytes);
  },
  'after a listener': async () => {
    const input = new PassThrough();
    const seen: string[] = [];
    readline.emitKeypressEvents(input);
    readline.emitKeypressEvents(input);
    const listener = (text: string) => seen.push(text);
    input.on('keypress', listener);
    input.write('a');
    await turn();
    input.removeListener('keypress', listener);
    input.write('b');
    await turn();
    input.once('keypress', listener);
    input.write('cd');
    await turn();
    return [seen, input.listenerCount('data'), input.listenerCount('newListener')];
  },
});

async function pressedBytes(latin: string): Promise<unknown[]> {
  const input = new PassThrough();
  const seen: unknown[] = [];
  readline.emitKeypressEvents(input);
  input.on('keypress', (text) => seen.push(text));
  for (const byte of latin) {
    input.write(Buffer.from(byte, 'latin1'));
    await turn();
  }
  return seen;
}
