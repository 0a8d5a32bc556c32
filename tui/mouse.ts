import type { MouseEvent } from './events.ts';

export type MouseReport = Omit<MouseEvent, 'on' | 'atMs'>;

// biome-ignore lint/suspicious/noControlCharactersInRegex: what terminals send
const REPORT = /^\u001b\[<(\d{1,4});(\d{1,5});(\d{1,5})([Mm])/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what terminals send
const BEGINNING = /^\u001b\[<[\d;]{0,18}$/;

const MOTION = 32;
const WHEEL = 64;
const buttons = ['left', 'middle', 'right', null] as const;

/**
 * Takes mouse reports (xterm's SGR form) out of what a terminal sends. One read may hold many, and keys among them:
 * blessed sees the first of them only, and a lost `up` would leave a drag hanging. `rest`: the beginning of a report, for the next call.
 */
export function splitMouse(input: string): { keys: string; reports: MouseReport[]; rest: string } {
  let keys = '';
  const reports: MouseReport[] = [];
  for (let at = 0; at < input.length; ) {
    const next = input.indexOf('\u001b[<', at);
    if (next < 0) return { keys: keys + input.slice(at), reports, rest: '' };
    keys += input.slice(at, next);
    const tail = input.slice(next);
    const match = REPORT.exec(tail);
    if (match) {
      reports.push(report(Number(match[1]), Number(match[2]), Number(match[3]), match[4] === 'm'));
      at = next + match[0].length;
    } else if (BEGINNING.test(tail)) return { keys, reports, rest: tail };
    else {
      keys += input[next];
      at = next + 1;
    }
  }
  return { keys, reports, rest: '' };
}

function report(code: number, column: number, row: number, released: boolean): MouseReport {
  const at = { x: column - 1, y: row - 1 };
  if (code & WHEEL) return { ...at, action: code & 1 ? 'wheeldown' : 'wheelup', button: null };
  const button = buttons[code & 3]!;
  if (code & MOTION) return { ...at, action: button === null ? 'move' : 'drag', button };
  return { ...at, action: released ? 'up' : 'down', button };
}
