/** The page of `mosmon --web`: what happens in the browser and on the stream goes to the model, and the model to the screen. */
import { MAX_WEB_SAMPLES } from '../../protocol/limits.ts';
import type { WebAnswer, WebEventName, WebEvents, WebSamples } from '../../protocol/web.ts';
import { totals } from '../../tui/totals.ts';
import { noSamples, sampled } from '../samples/samples.ts';
import { Charts, sayPast } from './charts.ts';
import { fillHelp, isOpen, openHelp, openMove } from './dialogs.ts';
import { byId, html, say, set } from './dom.ts';
import { GraphView } from './graph.ts';
import { giveHand } from './hand.ts';
import { type Model, newModel, nodesOf } from './model.ts';
import { LogTable, NodesTable, TasksTable } from './tables.ts';
import { type Effect, type PageEvent, update } from './update.ts';

const AGAIN_MS = 3_000;
const SAMPLE_MS = 1_000;
const HOUR_MS = 3_600_000;

const SPANS: readonly [string, string][] = [
  ['', 'the last minutes'],
  [String(HOUR_MS), 'an hour'],
  [String(6 * HOUR_MS), '6 hours'],
  [String(24 * HOUR_MS), 'a day'],
  [String(7 * 24 * HOUR_MS), '7 days'],
  [String(60 * 24 * HOUR_MS), '60 days'],
];
/** What is remembered in steps of ten seconds and more is asked for so often. */
const PAST_MS = 30_000;

let model: Model = newModel;
let samples: WebSamples = noSamples;
const graph = new GraphView(byId('graph'));
const nodes = new NodesTable(byId('nodes'));
const tasks = new TasksTable(byId('tasks'));
const log = new LogTable(byId('log'));
const charts = new Charts(byId('charts'));
const span = byId<HTMLSelectElement>('span');
const hand = giveHand(graph, happen);

function happen(event: PageEvent): void {
  const [next, effects] = update(model, event);
  model = next;
  draw();
  for (const effect of effects) void carryOut(effect);
}

/** Once for all that happens until the browser draws again; not at all while nobody looks. */
let isDue = false;
function draw(): void {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    show();
  });
}

function show(): void {
  graph.show(model);
  nodes.show(model);
  tasks.show(model);
  log.show(model);
  const shown = nodesOf(model);
  const self = shown.find(({ isSelf }) => isSelf)?.info;
  say(byId('whose'), self ? `as node ${self.id} (${self.name}) sees it` : '');
  say(byId('totals'), totals(shown.filter(({ state }) => state !== 'dead').map(({ info }) => info)));
  const trouble = model.broken ?? (model.lost && `the agent is gone (${model.lost}): looking for it …`);
  byId('trouble').hidden = trouble === null;
  say(byId('trouble'), trouble ?? '');
  set(byId('said'), { class: model.said?.tone ?? '' });
  const omitted = model.state?.omitted ?? 0;
  say(
    byId('said'),
    model.said?.text ??
      (omitted > 0 ? `${omitted} more nodes and tasks are not told` : 'drag a task onto a node · ? help'),
  );
  byId<HTMLInputElement>('dead').checked = model.showDead;
}

async function carryOut({ task, to }: Effect): Promise<void> {
  const answer = await fetch('/migrate', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Omosix': '1' },
    body: JSON.stringify({ task, to }),
  })
    .then(async (response): Promise<WebAnswer> => {
      const isJson = response.headers.get('content-type') === 'application/json';
      return isJson ? ((await response.json()) as WebAnswer) : { error: (await response.text()).trim() };
    })
    .catch((): WebAnswer => ({ error: 'mosmon does not answer' }));
  happen({ on: 'answer', task, answer });
}

function listen(): void {
  const stream = new EventSource('/events');
  const on = <Name extends WebEventName>(name: Name, take: (data: WebEvents[Name]) => void): void =>
    stream.addEventListener(name, ({ data }) => take(JSON.parse(data)));
  stream.addEventListener('open', () => {
    happen({ on: 'broken', why: null });
    void askPast();
  });
  on('state', (state) => {
    happen({ on: 'state', state });
    if (span.value === '' && state.atMs - (samples.times.at(-1) ?? 0) >= SAMPLE_MS) {
      samples = sampled(samples, state.atMs, state.nodes, MAX_WEB_SAMPLES);
      charts.show(samples);
    }
  });
  on('lost', ({ reason }) => happen({ on: 'lost', reason }));
  on('life', (event) => happen({ on: 'life', event }));
  on('log', (events) => happen({ on: 'log', events }));
  stream.addEventListener('error', () => {
    hand.letGo();
    // It tries again by itself, unless it was refused.
    if (stream.readyState !== EventSource.CLOSED)
      return happen({ on: 'broken', why: 'mosmon does not answer: is it still running? Trying again …' });
    void refused().then((why) => happen({ on: 'broken', why }));
    setTimeout(listen, AGAIN_MS);
  });
}

/** The stream does not tell why. */
const refused = (): Promise<string> =>
  fetch('/past').then(
    async (response) =>
      response.ok ? 'too many pages are open: close one. Trying again …' : (await response.text()).trim(),
    () => 'mosmon does not answer: is it still running? Trying again …',
  );

async function askPast(): Promise<void> {
  const { value } = span;
  const response = await fetch(value === '' ? '/past' : `/past?span=${value}`).catch(() => null);
  if (response === null || value !== span.value) return;
  const past: unknown = await response.json().catch(() => null);
  if (response.ok && past !== null) {
    samples = past as WebSamples;
    charts.show(samples);
    sayPast(samples.times.length === 0 ? 'nothing is known of that time' : '');
  } else sayPast((past as { error?: string } | null)?.error ?? 'mosmon does not answer');
}

const move = (task: string): void => openMove(model, task, (to) => happen({ on: 'want', task, to }));

function pressed(event: KeyboardEvent): void {
  const target = event.target as Element;
  if (event.ctrlKey || event.altKey || event.metaKey || target.closest('input, select, dialog')) return;
  const own = target.closest<HTMLElement | SVGElement>('[data-task], [data-move]');
  const task = own?.dataset.task ?? own?.dataset.move ?? model.selected;
  const key = event.key;
  if (key === 'Escape') hand.letGo();
  else if (isOpen()) return;
  else if (key === '?') openHelp();
  else if (key === 'd') happen({ on: 'dead', isShown: !model.showDead });
  else if (task === null || task === undefined) return;
  else if (key === 'm' || ((key === 'Enter' || key === ' ') && own?.dataset.task)) move(task);
  else if (key === 'h') happen({ on: 'want', task, to: 0 });
  else if (key === 'b') happen({ on: 'want', task, to: 'balance' });
  else return;
  event.preventDefault();
}

span.append(...SPANS.map(([value, text]) => html('option', { value }, text)));
span.addEventListener('change', () => void askPast());
fillHelp();
byId('ask-help').addEventListener('click', openHelp);
byId<HTMLInputElement>('dead').addEventListener('change', ({ target }) =>
  happen({ on: 'dead', isShown: (target as HTMLInputElement).checked }),
);
byId('tasks').addEventListener('click', ({ target }) => {
  const task = (target as Element).closest<HTMLElement>('[data-move]')?.dataset.move;
  if (task) move(task);
});
byId('graph').addEventListener('focusin', ({ target }) => {
  const task = (target as Element).closest<SVGElement>('[data-task]')?.dataset.task;
  if (task) happen({ on: 'select', task });
});
document.addEventListener('keydown', pressed);
new ResizeObserver(() => {
  draw();
  charts.draw();
}).observe(byId('graph'));
setInterval(() => {
  if (span.value !== '' && !document.hidden) void askPast();
}, PAST_MS);
draw();
listen();
