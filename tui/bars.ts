import { colour, type Line, type Span, type Style } from './scene.ts';

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LEVELS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** A horizontal bar; `part` of 1 is full. What is there at all shows at least a sliver. */
export function bar(part: number, width: number, style: Style): Span[] {
  const eighths = part > 0 ? Math.max(1, Math.round(clamp(part) * width * 8)) : 0;
  const full = Math.floor(eighths / 8);
  const filled = '█'.repeat(full) + EIGHTHS[eighths % 8]!;
  return [
    { text: filled, ...style },
    { text: '·'.repeat(Math.max(0, width - Math.ceil(eighths / 8))), fg: colour.darkGrey },
  ];
}

export interface Sample {
  /** Of 1. */
  part: number;
  style: Style;
}

/** The past as columns, the newest at the right: `height` lines, the highest first. */
export function strip(samples: readonly Sample[], width: number, height: number): Line[] {
  const shown = width > 0 ? samples.slice(-width) : [];
  const pad = width - shown.length;
  return Array.from({ length: height }, (_, row) => {
    const below = (height - 1 - row) * 8;
    return [
      { text: ' '.repeat(pad) },
      ...shown.map(({ part, style }): Span => {
        const eighths = Math.max(part > 0 ? 1 : 0, Math.round(clamp(part) * height * 8));
        return { text: LEVELS[Math.min(8, Math.max(0, eighths - below))]!, ...style };
      }),
    ];
  });
}

const clamp = (part: number): number => Math.min(1, Math.max(0, part));
