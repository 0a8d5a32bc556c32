import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { nodeOf } from '../../tui/migmon/layout.ts';
import { children, say, set, svg } from './dom.ts';
import { type Box, type Circle, type Graph, LEAST_WORDS_RADIUS, layOut } from './layout.ts';
import { aim, type Model, nameOfTask, nodesOf, selfOf, tasksOf } from './model.ts';
import { colourOf, isHeld, nodeWords, taskWords, toneOf } from './words.ts';

const CHAR_WIDTH = 6.9;
/** More lines than these are a mesh: then only that of the chosen task is drawn. */
const MOST_WAYS = 60;

/** The nodes as circles with their load around them, and the tasks as boxes on them. */
export class GraphView {
  graph: Graph = { height: 0, circles: [], boxes: [], more: new Map() };
  readonly picture = svg('svg', { role: 'group', 'aria-labelledby': 'graph-title' });
  private readonly ways = svg('g', { 'aria-hidden': 'true' });
  private readonly nodes = svg('g');
  private readonly tasks = svg('g');
  /** Where the hand holds its box. */
  private held: { x: number; y: number } | null = null;

  constructor(private readonly parent: HTMLElement) {
    this.picture.append(this.ways, this.nodes, this.tasks);
    parent.append(this.picture);
  }

  show(model: Model): void {
    const width = Math.max(200, this.parent.clientWidth);
    const nodes = nodesOf(model);
    const tasks = tasksOf(model);
    const room = Math.round(Math.min(520, Math.max(330, width * 0.62)));
    this.graph = layOut(
      width,
      room,
      selfOf(model),
      nodes.map(({ info }) => info.id),
      tasks,
    );
    set(this.picture, { viewBox: `0 0 ${width} ${this.graph.height}`, height: this.graph.height });
    const places = new Map(this.graph.circles.map((circle) => [circle.id, circle]));
    children(
      this.nodes,
      nodes,
      ({ info }) => info.id,
      newNode,
      (element, node) => refreshNode(element, node, places.get(node.info.id)!, model, this.graph),
    );
    this.showTasks(model, tasks, places);
  }

  /** The box is where the hand is. */
  carry(task: string, at: { x: number; y: number } | null): void {
    this.held = at;
    const box = this.tasks.querySelector<SVGGElement>(`[data-task="${task}"]`);
    if (box && at) box.style.transform = `translate(${at.x}px, ${at.y}px)`;
  }

  private showTasks(model: Model, tasks: readonly TaskStatus[], places: Map<number, Circle>): void {
    const known = new Map(tasks.map((task) => [task.task, task]));
    const boxes = this.graph.boxes;
    children(
      this.tasks,
      boxes,
      ({ task }) => task,
      ({ task }) =>
        svg(
          'g',
          { class: 'task', tabindex: 0, role: 'button', 'data-task': task },
          svg('title'),
          svg('rect', { rx: 4 }),
          svg('text', { dy: '0.35em' }),
        ),
      (element, box) => {
        const task = known.get(box.task)!;
        const isCarried = model.carried?.task === box.task;
        const classes = ['task', `c${colourOf(task)}`];
        if (model.selected === box.task) classes.push('chosen');
        if (isCarried) classes.push('carried');
        if (isHeld(task)) classes.push('held');
        if (model.underway.has(box.task) || task.state === 'migrating') classes.push('going');
        const words = taskWords(task);
        set(element, { class: classes.join(' '), 'data-node': box.node, 'aria-label': words });
        const [title, rect, text] = element.children as unknown as [Element, Element, Element];
        say(title, words);
        const { width, height } = box;
        set(rect, { x: -width / 2, y: -height / 2, width, height });
        say(text, box.isSmall ? '' : fitted(nameOfTask(task), width - 8));
        const at = isCarried && this.held ? this.held : box;
        const place = `translate(${at.x}px, ${at.y}px)`;
        if (element.style.transform !== place) element.style.transform = place;
      },
    );
    const isAway = ({ task, node }: Box): boolean => {
      const { home } = known.get(task)!;
      return home !== node && places.has(home);
    };
    const all = boxes.filter(isAway);
    const away = all.length <= MOST_WAYS ? all : all.filter(({ task }) => task === model.selected);
    children(
      this.ways,
      away,
      ({ task }) => task,
      () => svg('line', { class: 'way' }),
      (line, { task, x, y }) => {
        const { x: x1, y: y1 } = places.get(known.get(task)!.home)!;
        set(line, { x1, y1, x2: x, y2: y, class: `way c${colourOf(known.get(task)!)}` });
      },
    );
  }
}

const newNode = ({ info }: NodeViewMessage): SVGGElement =>
  svg(
    'g',
    { 'data-node': info.id, role: 'img' },
    svg('title'),
    svg('circle', { class: 'disc' }),
    svg('circle', { class: 'load' }),
    svg('text', { 'font-weight': 600 }),
    svg('text', { class: 'soft' }),
  );

function refreshNode(
  element: SVGGElement,
  node: NodeViewMessage,
  { x, y, r }: Circle,
  model: Model,
  { more }: Graph,
): void {
  const { info, state, isSelf } = node;
  const aimed = aim(model, info.id);
  const classes = ['node', toneOf(node)];
  if (isSelf) classes.push('self');
  if (state !== 'alive') classes.push('gone');
  if (aimed !== null) classes.push(aimed);
  if (model.carried?.over === info.id) classes.push('over');
  const words = nodeWords(node, tasksOf(model).filter((task) => nodeOf(task) === info.id).length);
  set(element, { class: classes.join(' '), 'aria-label': words });
  const [title, disc, load, name, about] = element.children as unknown as Element[];
  say(title!, words);
  set(disc!, { cx: x, cy: y, r });
  // Once around is a load of 200: two tasks a CPU.
  const around = 2 * Math.PI * r;
  const part = state === 'dead' ? 0 : Math.min(1, info.load / 200);
  set(load!, {
    cx: x,
    cy: y,
    r,
    'stroke-dasharray': `${part * around} ${around}`,
    transform: `rotate(-90 ${x} ${y})`,
  });
  const isSmall = r < LEAST_WORDS_RADIUS;
  set(name!, { x, y: isSmall ? y - r * 0.45 : y - r * 0.55 });
  say(name!, isSmall ? String(info.id) : fitted(`${info.id} ${info.name}`, 1.5 * r));
  set(about!, { x, y: y + r * 0.85 });
  const hidden = more.get(info.id) ?? 0;
  say(about!, hidden > 0 ? `+${hidden}` : isSmall ? '' : `load ${info.load.toFixed(0)}`);
}

function fitted(text: string, width: number): string {
  const most = Math.max(1, Math.floor(width / CHAR_WIDTH));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
