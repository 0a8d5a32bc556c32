import { ownerWords } from '../../protocol/owner.ts';
import { age, bytes } from '../table.ts';
import { nodeOf } from './layout.ts';
import type { Model } from './model.ts';

/** A node in one line. */
export function inspect(model: Model, id: number): string {
  const node = model.nodes.find(({ info }) => info.id === id);
  if (!node) return `node ${id} is not known`;
  const { info, state, ageMs } = node;
  const here = model.tasks.filter((task) => nodeOf(task) === id).length;
  const condition =
    state === 'alive'
      ? info.owner
        ? `blocked: ${ownerWords(info.owner)}`
        : info.blocked
          ? 'blocked'
          : ''
      : `${state}, silent for ${age(ageMs)}`;
  const facts = [
    `node ${id} ${info.name}`,
    ...(condition === '' ? [] : [condition]),
    `load ${info.load.toFixed(0)}`,
    `speed ${Math.round(info.speed)}`,
    `${info.cpus} CPUs`,
    `${bytes(info.freeBytes)} of ${bytes(info.totalBytes)} free`,
    count(here, 'task'),
    `Node.js ${info.nodeVersion}`,
  ];
  return facts.join(' · ');
}

/** What its user has told it, and the way there. */
export function waysOf(model: Model, id: number): string {
  const node = model.nodes.find(({ info }) => info.id === id);
  if (!node) return '';
  const { info, path } = node;
  const { rttMs, bytesPerMs } = path ?? {};
  return [
    ...(info.stay ? ['stay'] : []),
    ...(info.lstay ? ['lstay'] : []),
    ...(info.quiet ? ['quiet'] : []),
    ...(rttMs === undefined ? [] : [`round trip ${rttMs.toFixed(1)} ms`]),
    ...(bytesPerMs === undefined ? [] : [`state moves at ${bytes(Math.round(bytesPerMs * 1000))}/s`]),
    ...(node.mayHost === false ? ['our tasks may not execute there'] : []),
  ].join(' · ');
}

/** The last line of the screen. */
export function hint(model: Model): { text: string; tone: 'plain' | 'good' | 'bad' | 'faint' } {
  const { drag, mode, lost, said } = model;
  const nameOf = (id: number): string => {
    const name = model.nodes.find(({ info }) => info.id === id)?.info.name;
    return `node ${id}${name === undefined ? '' : ` ${name}`}`;
  };
  if (lost !== null) return { text: `looking for the agent again (q quits): ${lost}`, tone: 'bad' };
  if (drag.is === 'dragging') {
    if (drag.over === null) return { text: 'let it go on a node · Esc: not at all', tone: 'plain' };
    if (drag.over.refusal !== null) return { text: drag.over.refusal, tone: 'bad' };
    return {
      text: `let go: ${model.names.get(drag.task)} migrates to ${nameOf(drag.over.node)}`,
      tone: 'good',
    };
  }
  if (mode.is === 'target' && said === null) {
    const to = mode.over === null ? (mode.digits === '' ? '?' : `node ${mode.digits}?`) : nameOf(mode.over);
    const what =
      mode.task === null ? `in the middle: ${to}` : `${model.names.get(mode.task) ?? mode.task} to ${to}`;
    return { text: `${what} · Enter: go · arrows, number: another · Esc`, tone: 'plain' };
  }
  if (mode.is === 'signal')
    return { text: '↑ ↓ or a letter: another · Enter: send it · Esc: none', tone: 'plain' };
  if (said !== null) return said;
  if (model.nodes.length === 1)
    return {
      text: 'no other node is known: mosctl invite, or omrun --nodes 3 … · ? help · q quit',
      tone: 'faint',
    };
  return {
    text: 'drag a task to a node · m h f c l k u t v: keys · ? help · q quit',
    tone: 'faint',
  };
}

export const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
