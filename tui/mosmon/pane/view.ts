import { bar } from '../../bars.ts';
import { colour, type Line, lineAcross, panel, type Span, type Widget } from '../../scene.ts';
import { keySpans, saidLine } from '../footer.ts';
import type { Model } from '../model.ts';
import { actionKeys, speedsNow } from './actions.ts';
import { linesOf, roomOf } from './lines.ts';
import { type Pane, subjectsOf } from './model.ts';

const SLIDER_CELLS = 30;
/** From here on all keys have room. */
const WIDE = 92;

/** A node, open: what it is, and on the last two lines what is asked of it. */
export function paneView(model: Model, pane: Pane): Widget[] {
  const { width, height } = model;
  const room = roomOf(model);
  const lines = linesOf(model, pane);
  const from = Math.min(pane.scroll, Math.max(0, lines.length - room));
  const line = lineAcross(width);
  const hidden = lines.length - room - from;
  return [
    {
      kind: 'text',
      id: 'pane',
      at: { x: 0, y: 2, width, height: room },
      lines: lines.slice(from, from + room),
    },
    line('asked', height - 2, asked(model, pane, hidden)),
    line('keys', height - 1, keyLine(model, pane), panel),
  ];
}

function asked(model: Model, pane: Pane, hidden: number): Line {
  if (pane.asked !== null)
    return [{ text: ` ${pane.asked.question} `, bold: true, fg: colour.yellow }, { text: 'y/n' }];
  const whom = subjectsOf(model, pane);
  if (pane.slider !== null && whom.length > 0) {
    // In a logarithmic scale the half is in the middle.
    const part = Math.log10(pane.slider / 1_000) / 2;
    return [
      { text: ' speed ◂', bold: true, fg: colour.cyan },
      ...bar(part, SLIDER_CELLS, { fg: colour.blue }),
      { text: '▸ ', bold: true, fg: colour.cyan },
      { text: `${pane.slider}`, bold: true },
      { text: `  ${speedsNow(whom)}`, fg: colour.grey },
    ];
  }
  if (model.said !== null) return saidLine(model.said);
  return [
    { text: hidden > 0 ? ` ${hidden} more line${hidden === 1 ? '' : 's'} below` : '', fg: colour.grey },
  ];
}

function keyLine(model: Model, pane: Pane): Span[] {
  if (pane.asked !== null) return [...keySpans('y', 'yes'), ...keySpans('n', 'no')];
  const whom = subjectsOf(model, pane);
  if (pane.slider !== null && whom.length > 0)
    return [
      ...keySpans('←→', 'slower, faster'),
      ...keySpans('⏎', 'set it'),
      ...keySpans('M', 'as measured'),
      ...keySpans('Esc', 'as it was'),
    ];
  return [
    ...(whom.length > 0
      ? [...actionKeys.flatMap((one) => keySpans(one.key, one.word(whom))), ...keySpans('=', 'speed')]
      : []),
    ...(model.width < WIDE ? [] : keySpans('c', 'chart')),
    ...keySpans('Esc', 'back'),
    ...keySpans('←→', 'next'),
  ];
}
