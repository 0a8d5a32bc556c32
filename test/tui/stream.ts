/** Recordings of clusters that nobody has: as many nodes and tasks as one likes, all of them restless. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { NodeViewMessage } from '../../protocol/control.ts';
import { recordedLine } from '../../protocol/recording.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { moved, node, task } from './pictures.ts';

export interface Stream {
  nodes: number;
  tasks: number;
  seconds: number;
  /** States a second. */
  frames: number;
  /** Of each hundred changes so many are of a node that is lost, or comes back. */
  flaps: number;
  seed?: number;
}

/** xorshift: the same stream each time. */
function drawn(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Each node is heard once in a second, each task is told of once in ten. */
export function writeStream(path: string, { nodes, tasks, seconds, frames, flaps, seed = 1 }: Stream): void {
  const random = drawn(seed);
  const file = openSync(path, 'w');
  const say = (line: Parameters<typeof recordedLine>[0]): void => {
    writeSync(file, recordedLine(line));
  };
  const states: NodeViewMessage['state'][] = ['alive', 'alive', 'suspect', 'dead'];
  const aNode = (id: number): NodeViewMessage => {
    const isFlapping = id > 1 && random(100) < flaps;
    const state = isFlapping ? states[random(states.length)]! : 'alive';
    const info = { load: random(300), guests: random(9), blocked: random(50) === 0, beat: random(1e6) };
    return node(id, { info, state, ageMs: state === 'alive' ? random(300) : 5_000 + random(90_000) });
  };
  const aTask = (pid: number): TaskStatus =>
    task(pid, random(nodes) + 1, { cpuMs: random(1e6), nmigs: random(50), cpuShare: random(100) / 100 });
  const agent = {
    pid: 1,
    version: '0.1.0',
    sshNative: true,
    ephemeral: false,
    runtime: '/run/omosix',
    startedAtMs: 0,
    trouble: null,
  };
  const many = <T>(count: number, make: (id: number) => T): T[] =>
    Array.from({ length: count }, (_, i) => make(i + 1));
  say({ omosix: 'recording', version: 1, node: 1, startedAtMs: 0 });
  const all = { nodes: many(nodes, aNode), tasks: many(tasks, aTask) };
  say({ on: 'state', atMs: 0, state: { op: 'state', id: 1, ...all, agent, missed: 0, omitted: 0 } });
  for (let frame = 1; frame <= seconds * frames; frame++) {
    const atMs = (frame * 1000) / frames;
    const heard = Array.from({ length: Math.ceil(nodes / frames) }, () => random(nodes) + 1);
    const gone = flaps === 0 ? [] : heard.filter((id) => id > 1 && random(20) === 0);
    const told = Array.from({ length: Math.ceil(tasks / frames / 10) }, () => random(tasks) + 1);
    const ended = told.filter(() => random(10) === 0).map((pid) => `1:${pid}`);
    const seen = new Set(heard.filter((id) => !gone.includes(id)));
    const change = { nodes: [...seen].map(aNode), gone, tasks: [...new Set(told)].map(aTask), ended };
    if (frame % 7 === 0)
      say({ on: 'life', atMs, event: moved(random(tasks) + 1, random(nodes) + 1, random(nodes) + 1, atMs) });
    say({ on: 'change', atMs, change });
  }
  closeSync(file);
}
