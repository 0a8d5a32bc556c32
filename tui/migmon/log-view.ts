import { fitted, widthOf } from '../charset.ts';
import { colour, type Line, type Style, type TextWidget } from '../scene.ts';
import type { LogLine } from './log.ts';
import type { Model } from './model.ts';
import { count } from './words.ts';

const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
/** Of columns; that of ways grows with the IDs, which may have five digits. */
const WIDTHS = { task: 18, way: 9, freeze: 8, state: 5 };

/** The newest migrations, each with the time in which it executed nowhere. `taken`: so many lines are not for them now. */
export function logWidgets(model: Model, taken: number): TextWidget[] {
  const { nodesHidden } = model.layout;
  const { log } = model.layout;
  const at = { ...log, y: log.y + taken, height: Math.max(1, log.height - taken) };
  const moves = model.log.filter(({ freeze }) => freeze !== '').length;
  const { events, things } = model.unseen;
  const words = [
    count(moves, 'migration'),
    ...(events > 0 ? [`${count(events, 'event')} missed`] : []),
    ...(things > 0 ? [`${things} nodes and tasks more than fit here`] : []),
    ...(model.elsewhere?.missing ? [model.elsewhere.missing] : []),
    ...(model.logBack > 0 ? [`${model.logBack} lines back`] : []),
  ];
  const title = `── ${words.join(' · ')} `;
  const more = nodesHidden > 0 ? ` ${nodesHidden} more nodes: [ ] ──` : '';
  const ruler = title + '─'.repeat(Math.max(0, at.width - widthOf(title + more)));
  const end = model.log.length - model.logBack;
  const entries = model.log.slice(Math.max(0, end - at.height + 1), end);
  const way = Math.max(WIDTHS.way, ...entries.map((entry) => entry.way.length));
  return [
    {
      kind: 'text',
      id: 'ruler',
      at: { ...at, height: 1 },
      lines: [[{ text: ruler + more, fg: colour.grey }]],
    },
    {
      kind: 'text',
      id: 'log',
      at: { ...at, x: at.x + 1, y: at.y + 1, width: at.width - 2, height: at.height - 1 },
      lines: entries.map((entry) => lineOf(entry, model.names.get(entry.task) ?? entry.task, way)),
    },
  ];
}

function lineOf(entry: LogLine, name: string, way: number): Line {
  const style: Style = { bad: { fg: colour.red }, plain: { fg: colour.grey }, good: {} }[entry.tone];
  const { task, freeze, state } = WIDTHS;
  const start: Line = [
    { text: TIME.format(entry.atMs), fg: colour.grey },
    { text: `  ${fitted(name, task)} ${fitted(entry.way, way)} `, ...style },
  ];
  // What has no figures uses their room for its words.
  if (entry.freeze === '') return [...start, { text: entry.why, ...style }];
  return [
    ...start,
    { text: entry.freeze.padStart(freeze), bold: true },
    { text: ` ${entry.state.padStart(state)}  `, ...style },
    {
      text: entry.isUndone && !entry.why.startsWith('undo') ? `undone: ${entry.why}` : entry.why,
      fg: colour.grey,
    },
  ];
}
