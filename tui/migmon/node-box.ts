import { bar } from '../bars.ts';
import { fitted, widthOf } from '../charset.ts';
import { colour, type Line, type Rect, type Span, type Style, type TextWidget } from '../scene.ts';
import { age, bytes } from '../table.ts';
import { aim } from './aim.ts';
import { nodeOf } from './layout.ts';
import type { Model } from './model.ts';
import type { NodePlace } from './ring-places.ts';
import { count } from './words.ts';

/** The penguin stands at home, as it did in openMosixview. */
const PENGUIN = ['   .--.', '  ( oo>', '  /|  |\\', '   ^^^^'];
const PENGUIN_WIDTH = 10;
/** One task on one CPU of the yardstick's speed makes 100. */
const FULL_LOAD = 200;
/** From here on a node is busy, and full. */
const BUSY_LOAD = 75;
const HEAVY_LOAD = 150;

const faint = (text: string): Span => ({ text, fg: colour.grey });

export function nodeWidgets(model: Model, place: NodePlace): TextWidget[] {
  const { id, rect, kind } = place;
  const node = model.nodes.find(({ info }) => info.id === id);
  const name = `${id} ${node?.info.name ?? ''}`.trim();
  const word = conditionOf(model, id);
  const target = aim(model, id);
  const style = frameStyle(model, id, word, target);
  const isAimed = target === 'chosen' || target === 'refused';
  if (kind === 'tag') return [tag(model, place, name, word, style, isAimed)];
  const tail = id === model.middle ? 'home' : word;
  const room = rect.width - (tail === '' ? 6 : tail.length + 8);
  const title = fitted(name, Math.min(widthOf(name), room));
  const lines =
    id === model.middle && model.layout.penguin ? home(model, rect) : [facts(model, id, rect.width - 2, ' ')];
  const widgets: TextWidget[] = [
    { kind: 'text', id: `node-${id}`, at: rect, lines, border: { ...style, title, double: isAimed } },
  ];
  if (tail !== '')
    widgets.push(onEdge(`word-${id}`, tail, rect.x + rect.width - tail.length - 4, rect.y, style));
  const hidden = model.layout.hidden.get(id) ?? 0;
  const hasChairs = (model.layout.chairs.get(id) ?? []).length > 0;
  const more = hasChairs ? `${hidden} more` : `■${hidden}`;
  if (hidden > 0)
    widgets.push(onEdge(`more-${id}`, more, rect.x + 2, rect.y + rect.height - 1, { ...style, bold: true }));
  return widgets;
}

const onEdge = (id: string, text: string, x: number, y: number, style: Style): TextWidget => ({
  kind: 'text',
  id,
  at: { x, y, width: text.length + 2, height: 1 },
  lines: [[{ text: ` ${text} `, ...style }]],
});

/** What is not as usual with a node, in a word. */
function conditionOf(model: Model, id: number): string {
  const node = model.nodes.find(({ info }) => info.id === id);
  if (!node) return 'unknown';
  if (node.state !== 'alive') return node.state;
  if (node.info.owner) return 'owner';
  return node.info.blocked && id !== model.middle ? 'blocked' : '';
}

function frameStyle(model: Model, id: number, word: string, target: ReturnType<typeof aim>): Style {
  if (target === 'chosen') return { fg: colour.green, bold: true };
  if (target === 'refused') return { fg: colour.red, bold: true };
  if (target === 'open') return { fg: colour.green };
  if (target === 'closed') return { fg: colour.darkGrey };
  if (word === 'dead') return { fg: colour.red };
  if (word === 'suspect') return { fg: colour.yellow };
  if (word !== '') return { fg: colour.grey };
  return id === model.middle ? { fg: colour.white, bold: true } : { fg: colour.grey };
}

function home(model: Model, { width }: Rect): Line[] {
  const room = width - 2 - PENGUIN_WIDTH - 1;
  const node = model.nodes.find(({ info }) => info.id === model.middle);
  const own = model.tasks.filter((task) => task.home === model.middle);
  const away = own.filter(({ where }) => where !== 0).length;
  const beside: Line[] = [
    facts(model, model.middle, room),
    [faint(`speed ${Math.round(node?.info.speed ?? 0)}`)],
    [faint(`free  ${bytes(node?.info.freeBytes ?? 0)}`)],
    [faint(own.length === 0 ? 'no task runs' : `${count(own.length, 'task')}, ${away} away`)],
  ];
  return PENGUIN.map((line, row) => [{ text: line.padEnd(PENGUIN_WIDTH), bold: true }, ...beside[row]!]);
}

/** `load ████░░░░ 103` */
function facts(model: Model, id: number, width: number, margin = ''): Line {
  const node = model.nodes.find(({ info }) => info.id === id);
  if (!node) return [];
  if (node.state !== 'alive') {
    const fg = node.state === 'dead' ? colour.red : colour.yellow;
    return [{ text: `${margin}silent for ${age(node.ageMs)}`, fg }];
  }
  const { load } = node.info;
  const figure = load.toFixed(0).padStart(4);
  const label = width >= 16 ? 'load ' : '';
  const room = Math.max(0, width - 2 * margin.length - label.length - figure.length);
  const most = Math.max(FULL_LOAD, ...model.nodes.map(({ info }) => info.load));
  const fg = load < BUSY_LOAD ? colour.green : load < HEAVY_LOAD ? colour.yellow : colour.red;
  return [faint(margin + label), ...bar(load / most, room, { fg }), { text: figure }];
}

/** `● 12 boreas  ■2`: one line, where there is no room for a box. */
function tag(
  model: Model,
  { id, rect }: NodePlace,
  name: string,
  word: string,
  style: Style,
  isAimed: boolean,
): TextWidget {
  const tasks = model.tasks.filter((task) => nodeOf(task) === id).length;
  const tail = word === 'dead' ? '×' : word === 'suspect' ? '?' : tasks > 0 ? `■${tasks}` : '';
  const words = `${isAimed ? '▸' : '●'} ${fitted(name, rect.width - 3 - tail.length)} ${tail}`;
  const full = { ...style, bold: style.bold || tasks > 0, inverse: isAimed };
  return { kind: 'text', id: `node-${id}`, at: rect, lines: [[{ text: words, ...full }]] };
}
