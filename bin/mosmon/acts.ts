import type { AgentClient } from '../../agent/control/client.ts';
import type { Requests } from '../../agent/control/requests.ts';
import { atATime } from '../../agent/space/at-a-time.ts';
import { within } from '../../agent/space/time-limit.ts';
import { systemClock } from '../../agent/system-clock.ts';
import type { Cleared } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { MAX_HISTORY_ROWS } from '../../protocol/limits.ts';
import type { NodeSettings } from '../../protocol/node.ts';
import type { Remembered } from '../../tui/mosmon/chart/model.ts';
import type { Effect, Wish } from '../../tui/mosmon/effects.ts';
import type { Looked } from '../../tui/mosmon/pane/model.ts';
import type { MosmonEvent } from '../../tui/mosmon/update.ts';
import { ALL_NODES } from '../../tui/mosmon/whom.ts';
import { limitsInWords } from '../mosctl/limits.ts';
import { rulesInWords } from '../mosctl/owner.ts';
import { settingsInWords } from '../mosctl/settings.ts';

/** A node that is up answers at once; but for `expel` and `bring`, which wait for tasks. */
const LIMIT_MS = 10_000;
/** Nodes that are told something at the same time. */
const AT_A_TIME = 16;

export type Act = Exclude<Effect, { do: 'quit' }>;

/** Does what is wanted of a node, and tells how that goes on. Nobody waits for it. */
export async function act(
  client: AgentClient | null,
  effect: Act,
  tell: (event: MosmonEvent) => void,
): Promise<void> {
  if (effect.do === 'history') {
    const { node, spanMs } = effect;
    tell({ on: 'history', node, spanMs, told: await remembered(client, effect) });
    return;
  }
  if (effect.do === 'look') {
    const { node } = effect;
    if (client) tell({ on: 'looked', node, looked: await look(client, node) });
    return;
  }
  const node = effect.do === 'each' ? ALL_NODES : effect.node;
  const say = (text: string, tone: 'plain' | 'good' | 'bad'): void =>
    tell({ on: 'answer', node, text, tone });
  const { text, isGood } =
    effect.do === 'each'
      ? await toEach(client, effect, (progress) => say(progress, 'plain'))
      : await carryOut(client, effect, (progress) => say(progress, 'plain'));
  say(text, isGood ? 'good' : 'bad');
}

interface Outcome {
  text: string;
  isGood: boolean;
}

/** Says it to one node. Never throws: what goes wrong is told in words. */
async function carryOut(
  client: AgentClient | null,
  wish: Wish,
  progress: (text: string) => void,
): Promise<Outcome> {
  const { node } = wish;
  try {
    if (client === null) throw new OmosixError('ENOAGENT', 'no agent is there to ask');
    const its = requestsTo(client, node);
    if (wish.do === 'set') {
      const settings = await answered(node, its.set(wish.settings));
      return { text: `node ${node} ${outcome(wish.settings, settings)}`, isGood: true };
    }
    const cleared = await its.clear(wish.verb, (message) => progress(`node ${node}: ${message}`));
    return { text: clearedInWords(node, wish.verb, cleared), isGood: cleared.stuck.length === 0 };
  } catch (error) {
    const { message } = error as Error;
    return { text: message.includes(`node ${node}`) ? message : `node ${node}: ${message}`, isGood: false };
  }
}

/** Says it to several, a few at a time; counted, with the first that does not. */
async function toEach(
  client: AgentClient | null,
  { what, wishes }: Extract<Effect, { do: 'each' }>,
  progress: (text: string) => void,
): Promise<Outcome> {
  const refusals: string[] = [];
  let done = 0;
  await atATime(AT_A_TIME, wishes, async (wish) => {
    const { text, isGood } = await carryOut(client, wish, progress);
    if (isGood) done++;
    else refusals.push(text);
  });
  const [first] = refusals;
  if (first === undefined) return { text: `${what}: done on all ${done} nodes`, isGood: true };
  const others = refusals.length > 1 ? `; and ${refusals.length - 1} more do not` : '';
  return { text: `${what}: done on ${done} of ${wishes.length} nodes; ${first}${others}`, isGood: false };
}

const requestsTo = (client: AgentClient, node: number): Requests =>
  client.node === node ? client : client.on(node);

const answered = <T>(node: number, question: Promise<T>): Promise<T> =>
  within(LIMIT_MS, question, `node ${node} has not answered within ${LIMIT_MS / 1000} s`);

function outcome(wanted: Partial<NodeSettings>, settings: NodeSettings): string {
  if (wanted.speed === undefined) return settingsInWords(settings);
  return wanted.speed === null
    ? 'has the speed that was measured'
    : `has speed ${settings.speed} from now on`;
}

function clearedInWords(node: number, verb: 'expel' | 'bring', { moved, stuck }: Cleared): string {
  const what = verb === 'expel' ? 'guest' : 'task';
  const done = `${moved} ${what}${moved === 1 ? '' : 's'} ${verb === 'expel' ? 'left' : 'came home to'} node ${node}`;
  const [first] = stuck;
  if (!first)
    return `${done}; it ${verb === 'expel' ? 'accepts no guests (b)' : 'keeps its tasks (S)'}, until you say otherwise`;
  const others = stuck.length > 1 ? `, and ${stuck.length - 1} more` : '';
  return `${done}; ${first.task} does not move: ${first.reason}${others}`;
}

/** All that can be asked about a node, at the same time. What is refused is told once for each reason. */
async function look(client: AgentClient, node: number): Promise<Looked> {
  const its = requestsTo(client, node);
  const refusals = new Set<string>();
  const orNull = <T>(question: Promise<T>): Promise<T | null> =>
    answered(node, question).catch((error: Error) => {
      refusals.add(error.message);
      return null;
    });
  const [settings, overview, tasks, book] = await Promise.all([
    orNull(its.set({})),
    orNull(its.overview()),
    orNull(its.tasks()),
    orNull(client.peers()),
  ]);
  return {
    settings: settings && settingsLines(settings),
    peers: overview?.nodes ?? null,
    interfaces: overview?.interfaces ?? [],
    tasks,
    member: book?.peers.find(({ id }) => id === node) ?? null,
    refusals: [...refusals],
  };
}

function settingsLines(settings: NodeSettings): string[] {
  const { ownerRules = {}, guestLimits = {}, decay, yard } = settings;
  const rules = rulesInWords(ownerRules);
  return [
    settingsInWords(settings),
    limitsInWords(guestLimits),
    ...(rules.length > 0 ? [`its owner's alone ${rules.join('; ')}`] : []),
    ...(yard ? [`yard ${yard}`] : []),
    ...(decay ? [`decay ${decay.everyMs} ms ${decay.slow} ${decay.fast}`] : []),
  ];
}

/** Of all nodes together an answer holds so many rows: then longer steps. */
const STEPS = 400;

async function remembered(
  client: AgentClient | null,
  { node, spanMs }: Extract<Effect, { do: 'history' }>,
): Promise<Remembered> {
  const toMs = systemClock.nowMs();
  const none = { samples: [], toMs, stepMs: 0, isCut: false };
  if (client === null) return { ...none, refusal: 'only an agent remembers what was before' };
  try {
    const count = node === null ? (await client.status()).length : 1;
    const steps = Math.max(1, Math.min(STEPS, Math.floor(MAX_HISTORY_ROWS / count)));
    const { samples, stepMs, isCut } = await client.history({
      what: 'samples',
      fromMs: toMs - spanMs,
      toMs,
      stepMs: Math.max(1, spanMs / steps),
      ...(node !== null && { nodes: [node] }),
    });
    return { samples, toMs, stepMs, isCut, refusal: null };
  } catch (error) {
    return { ...none, refusal: (error as Error).message };
  }
}
