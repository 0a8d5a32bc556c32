/** Every world that can be reached from the start, breadth first; then, whether each has a way to its end. */
import { createHash } from 'node:crypto';
import { Broken, type Protocol } from './protocol.ts';

export interface Walked {
  worlds: number;
  steps: number;
  depth: number;
  settled: number;
  /** How it comes to what must not be: what happened, and the last line is what is wrong. Null where nothing is. */
  trace: string[] | null;
  /** There were more than was allowed: nothing is said about those. */
  isCut: boolean;
}

export interface WalkOptions {
  /** At most so many worlds. */
  most: number;
  onLevel?: (depth: number, worlds: number) => void;
}

/** Worlds are told apart by a hash of their text: 84 bits of it, so that two that are alike by chance need not be feared. */
const nameOf = (text: string): string => createHash('sha1').update(text).digest('base64').slice(0, 14);

export function walk<World>(protocol: Protocol<World>, { most, onLevel }: WalkOptions): Walked {
  const known = new Map<string, number>();
  const parents: number[] = [];
  const names: string[] = [];
  const isSettledAt: boolean[] = [];
  /** Worlds from which each is reached without that anything goes wrong. */
  const before: number[][] = [];
  let steps = 0;
  let depth = 0;

  const traceTo = (at: number): string[] => {
    const lines: string[] = [];
    for (let one = at; one > 0; one = parents[one]!) lines.unshift(names[one]!);
    return lines;
  };
  const result = (trace: string[] | null, isCut: boolean): Walked => {
    const settled = isSettledAt.filter(Boolean).length;
    return { worlds: known.size, steps, depth, settled, trace, isCut };
  };
  const enter = (text: string, world: World, parent: number, name: string): number => {
    const index = known.size;
    known.set(nameOf(text), index);
    parents.push(parent);
    names.push(name);
    isSettledAt.push(protocol.isSettled(world));
    before.push([]);
    return index;
  };

  const first = protocol.first();
  const firstText = protocol.textOf(first);
  enter(firstText, first, 0, 'the start');
  let level: [number, string][] = [[0, firstText]];
  while (level.length > 0) {
    onLevel?.(depth, known.size);
    const next: [number, string][] = [];
    for (const [index, text] of level) {
      for (const { name, act, isOptional } of protocol.actions(JSON.parse(text) as World)) {
        const world = JSON.parse(text) as World;
        steps++;
        try {
          act(world);
          protocol.check(world);
        } catch (error) {
          if (!(error instanceof Broken)) throw error;
          return result([...traceTo(index), name, error.message], false);
        }
        const after = protocol.textOf(world);
        let to = known.get(nameOf(after));
        if (to === undefined) {
          if (known.size >= most) return result(null, true);
          to = enter(after, world, index, name);
          next.push([to, after]);
        }
        if (!isOptional) before[to]!.push(index);
      }
    }
    level = next;
    if (level.length > 0) depth++;
  }
  const stuck = withoutEnd(isSettledAt, before);
  return result(stuck === null ? null : [...traceTo(stuck), 'from here there is no way to an end'], false);
}

/** The first world, in order of depth, from which no settled one is reached; null where there is none. */
function withoutEnd(isSettledAt: readonly boolean[], before: readonly number[][]): number | null {
  const hasEnd = [...isSettledAt];
  const open = hasEnd.flatMap((has, index) => (has ? [index] : []));
  for (let one = open.pop(); one !== undefined; one = open.pop())
    for (const from of before[one]!)
      if (!hasEnd[from]) {
        hasEnd[from] = true;
        open.push(from);
      }
  const stuck = hasEnd.indexOf(false);
  return stuck === -1 ? null : stuck;
}
