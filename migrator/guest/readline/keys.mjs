/** What terminals send for keys: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, and how rxvt, PuTTY and Linux differ. */

export const ESCAPE = '\x1b';

/** After `ESC [` and `ESC O`. */
const LETTERS = new Map([
  ['A', 'up'],
  ['B', 'down'],
  ['C', 'right'],
  ['D', 'left'],
  ['E', 'clear'],
  ['F', 'end'],
  ['H', 'home'],
  ['P', 'f1'],
  ['Q', 'f2'],
  ['R', 'f3'],
  ['S', 'f4'],
]);
/** In lower case rxvt means shift after `[` and ctrl after `O`. */
const MOST_LOWER = 'e';
const PADS = ['home', 'insert', 'delete', 'end', 'pageup', 'pagedown', 'home', 'end'];
/** rxvt has these with shift and ctrl. */
const WITH_MODIFIER = new Set(['2', '3', '5', '6', '7', '8']);
/** Before `~`. */
const NUMBERS = new Map([
  ...PADS.map((name, index) => [`${index + 1}`, name]),
  ...[11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24].map((code, index) => [`${code}`, `f${index + 1}`]),
  ['200', 'paste-start'],
  ['201', 'paste-end'],
]);
/** After `ESC [ [`. */
const OF_LINUX = new Map([
  ...['A', 'B', 'C', 'D', 'E'].map((letter, index) => [letter, `f${index + 1}`]),
  ['5~', 'pageup'],
  ['6~', 'pagedown'],
]);

/** More characters are to come before it is known what was pressed. */
const BEGINNING = new RegExp(`^${ESCAPE}{1,2}(?:O\\d?|\\[\\[?\\d{0,3}(?:;\\d?)?)?$`);
export const isIncomplete = (sequence) => BEGINNING.test(sequence);

/** Units of UTF-16 of the character before `at`, and of the one there. */
export function charLengthLeft(text, at) {
  if (at <= 0) return 0;
  const isPair = (index) => text.codePointAt(index) >= 0x10000;
  return (at > 1 && isPair(at - 2)) || isPair(at - 1) ? 2 : 1;
}
export const charLengthAt = (text, at) => (text.length > at && text.codePointAt(at) >= 0x10000 ? 2 : 1);

/** Which key has this code, and what rxvt says of modifiers by it. */
function named(code) {
  const kind = code[0];
  const rest = code.slice(1);
  if (rest[0] === '[') return { name: OF_LINUX.get(rest.slice(1)) };
  if (LETTERS.has(rest)) return { name: LETTERS.get(rest) };
  if (rest.length === 1 && rest >= 'a' && rest <= MOST_LOWER)
    return { name: LETTERS.get(rest.toUpperCase()), ...(kind === '[' ? { shift: true } : { ctrl: true }) };
  if (kind === 'O') return {};
  if (rest === 'Z') return { name: 'tab', shift: true };
  const number = rest.slice(0, -1);
  const end = rest.at(-1);
  if (end === '~') return { name: NUMBERS.get(number) };
  if (!WITH_MODIFIER.has(number)) return {};
  if (end === '$') return { name: NUMBERS.get(number), shift: true };
  return end === '^' ? { name: NUMBERS.get(number), ctrl: true } : {};
}

/** The code of what follows the escapes, and its modifiers as bits. */
function codeOf(rest) {
  if (rest[0] === 'O') {
    const isModified = /^O\d./u.test(rest);
    return { code: `O${rest.slice(isModified ? 2 : 1)}`, bits: isModified ? rest[1] - 1 : 0 };
  }
  const start = rest.startsWith('[[') ? '[[' : '[';
  const command = rest.slice(start.length);
  const [, number, modifier, end] = /^(\d\d?)(?:;(\d))?([~^$])$/.exec(command) ?? [];
  if (number) return { code: start + number + end, bits: (modifier || 1) - 1 };
  const [, last, letter] = /^(?:(?:\d;)?(\d))?([A-Za-z])$/.exec(command) ?? [];
  if (letter) return { code: start + letter, bits: (last || 1) - 1 };
  return { code: start + command, bits: 0 };
}

const CONTROLS = new Map([
  ['\r', 'return'],
  ['\n', 'enter'],
  ['\t', 'tab'],
  ['\b', 'backspace'],
  ['\x7f', 'backspace'],
  [ESCAPE, 'escape'],
  [' ', 'space'],
]);
const FIRST_LETTER = 96;

/** The key of a whole sequence; of an incomplete one that nothing has followed, as far as that says. */
export function keyOf(sequence) {
  const key = { sequence, name: undefined, ctrl: false, meta: false, shift: false };
  const isEscaped = sequence[0] === ESCAPE;
  const rest = isEscaped ? sequence.slice(sequence[1] === ESCAPE ? 2 : 1) : sequence;
  if (isEscaped && (rest[0] === 'O' || rest[0] === '[')) {
    const { code, bits } = codeOf(rest);
    const { name = 'undefined', shift = false, ctrl = false } = named(code);
    return {
      ...key,
      name,
      ctrl: ctrl || (bits & 4) !== 0,
      meta: (bits & 10) !== 0,
      shift: shift || (bits & 1) !== 0,
      code,
    };
  }
  if (CONTROLS.has(rest)) return { ...key, name: CONTROLS.get(rest), meta: isEscaped };
  if (!isEscaped && rest <= '\x1a')
    return { ...key, name: String.fromCharCode(rest.charCodeAt(0) + FIRST_LETTER), ctrl: true };
  if (/^[0-9A-Za-z]$/.test(rest))
    return { ...key, name: rest.toLowerCase(), shift: /^[A-Z]$/.test(rest), meta: isEscaped };
  return isEscaped ? { ...key, name: rest === '' ? 'escape' : undefined, meta: true } : key;
}

/** What listeners to it are called with; null where nobody is told. */
export function keypressOf(sequence) {
  const key = keyOf(sequence);
  const isEscaped = sequence[0] === ESCAPE;
  if (key.name !== undefined || isEscaped) return [isEscaped ? undefined : sequence, key];
  return charLengthAt(sequence, 0) === sequence.length ? [sequence, key] : null;
}
