// Line editing on a terminal: what each key shows, and what becomes of the line.
import { run } from '../cases.ts';
import { edited } from '../terminal-cases.ts';

const LEFT = '\x1b[D';
const RIGHT = '\x1b[C';
const UP = '\x1b[A';
const DOWN = '\x1b[B';
const wide = '漢字かな交じり文の長い行です';

await run({
  typed: () => edited(['a', 'b', 'cd']),
  'in the middle': () => edited(['abc', LEFT, LEFT, 'X', 'YZ', RIGHT, '!']),
  'home and end': () => edited(['abc', '\x01', '1', '\x05', '2', '\x1b[H', '3', '\x1b[F', '4']),
  'by character': () => edited(['abc', '\x02', '\x02', '-', '\x06', '+']),
  'beyond the ends': () => edited([LEFT, 'a', RIGHT, LEFT, LEFT, 'b', RIGHT, RIGHT, 'c']),
  backspace: () => edited(['\x7f', 'abc', '\x7f', LEFT, '\x08', 'é', '\x7f', '😀', '\x7f']),
  delete: () => edited(['abc', '\x1b[3~', LEFT, '\x1b[3~', LEFT, '\x04', '😀', LEFT, '\x04']),
  'by word': () => edited(['one two, (three)', '\x1bb', '1', '\x1b[1;5D', '2', '\x1bf', '3', '\x1b[1;5C', '4']),
  'delete words': () => edited(['one two, (three)  ', '\x17', '\x17', '\x1b\x7f', '\x01', '\x1bd', '\x1b[3;5~']),
  'kill and yank': () => edited(['one two', '\x1bb', '\x0b', '\x15', '\x19', '\x1by', '\x1by', '-', '\x1by']),
  'yank nothing': () => edited(['a', '\x19', '\x1by']),
  'undo and redo': () => edited(['a', 'b', '\x17', '\x1f', '\x1f', '\x1e', '\x1e', '\x1e', '\x1f', '\x1f', '\x1f', '\x1f']),
  'lines': () => edited(['one\r', 'two\n', 'three\r\n', 'four\r', '\n', '\n', 'five']),
  'many lines at once': () => edited(['one\ntwo\r\nthree\rfour']),
  history: () => edited(['one\r', 'two\r', '  \r', 'two\r', UP, UP, UP, UP, DOWN, DOWN, DOWN, DOWN]),
  'history by what it begins with': () =>
    edited(['alpha\r', 'beta\r', 'also\r', 'al', UP, UP, UP, DOWN, LEFT, UP, '\x10', '\x0e', '\x0e']),
  'history that is given': () => edited([UP, UP, '!', '\r', UP], { history: ['last', 'first'] }),
  'no history': () => edited(['a\r', UP], { historySize: 0 }),
  'short history': () => edited(['a\r', 'b\r', 'c\r', UP, UP, UP], { historySize: 2 }),
  'history without twins': () => edited(['a\r', 'b\r', 'a\r', UP, UP, UP], { removeHistoryDuplicates: true }),
  'a narrow terminal': () => edited(['0123456789', LEFT, LEFT, 'x', '\x01', 'y', '\x05', '\x17'], { columns: 7 }),
  'wide characters': () => edited([wide, LEFT, LEFT, '\x7f', '\x01', RIGHT, 'é😀'], { columns: 11 }),
  'just full': () => edited(['01234567', LEFT, '8'], { columns: 10 }),
  tabs: () => edited(['a\tb', LEFT, LEFT, LEFT, 'c', '\x05', '\t'], { tabSize: 4 }),
  'clear screen': () => edited(['abc', LEFT, '\x0c']),
  'a prompt of its own': () => edited(['abc', '\x01', 'x'], { prompt: '\x1b[32mcolour\x1b[0m> ' }),
  'a prompt of two rows': () => edited(['abc\r', 'd', LEFT], { prompt: 'one\ntwo> ' }),
  'escape does nothing': () => edited(['a', '\x1b\x1b\x1b', 'b'], { escapeCodeTimeout: 10_000 }),
  'keys without meaning': () => edited(['a\x1b[15~', '\x1b[5~', '\x1bx', '\x07', '\x00', 'b']),
  'the end': () => edited(['abc', '\x04', '\x15', '\x04', 'more']),
  interrupt: () => edited(['abc', '\x03', 'more']),
});
