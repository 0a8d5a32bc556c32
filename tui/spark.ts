import type { Sample } from './bars.ts';
import type { Line, Span } from './scene.ts';

const BRAILLE = 0x2800;
/** Of a cell's two columns the dots from below up, as they fill. */
const LEFT = [0x00, 0x40, 0x44, 0x46, 0x47];
const RIGHT = [0x00, 0x80, 0xa0, 0xb0, 0xb8];
const DOTS = 4;

/** The past as dots of braille, two samples a cell, the newest at the right: `height` lines, the highest first. */
export function spark(samples: readonly Sample[], width: number, height: number): Line[] {
  const shown = width > 0 ? samples.slice(-width * 2) : [];
  const pairs = Math.ceil(shown.length / 2);
  // The newest stands at the edge, alone or not.
  const pairOf = (pair: number): (Sample | undefined)[] => {
    const right = shown.length - 1 - (pairs - 1 - pair) * 2;
    return [shown[right - 1], shown[right]];
  };
  const dotsOf = (sample: Sample | undefined): number =>
    sample === undefined
      ? 0
      : Math.max(sample.part > 0 ? 1 : 0, Math.round(Math.min(1, sample.part) * height * DOTS));
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * DOTS;
    const level = (sample: Sample | undefined): number => Math.min(DOTS, Math.max(0, dotsOf(sample) - below));
    const line: Span[] = [{ text: ' '.repeat(Math.max(0, width - pairs)) }];
    for (let pair = 0; pair < pairs; pair++) {
      const [left, right] = pairOf(pair);
      const bits = LEFT[level(left)]! | RIGHT[level(right)]!;
      const char = bits === 0 ? ' ' : String.fromCharCode(BRAILLE | bits);
      const style = (dotsOf(right) >= dotsOf(left) ? right : left)!.style;
      const last = line.at(-1)!;
      // One style, one span: there are many cells and few colours.
      if (last.fg === style.fg) last.text += char;
      else line.push({ ...style, text: char });
    }
    return line;
  });
}
