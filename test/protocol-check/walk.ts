/** Every world that can be reached from the start, breadth first; then, whether each has a way to its end. */
import { Known, Numbers, nameOf, Texts } from './known.ts';
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

export function walk<World>(protocol: Protocol<World>, { most, onLevel }: WalkOptions): Walked {
  const known = new Known();
  const parents = new Numbers();
  const settled = new Numbers();
  /** Pairs: from a world the next is reached without that anything goes wrong. */
  const ways = new Numbers();
  let steps = 0;
  let depth = 0;

  const result = (trace: string[] | null, isCut: boolean): Walked => ({
    worlds: known.size,
    steps,
    depth,
    settled: settled.length,
    trace,
    isCut,
  });
  const pathTo = (at: number): number[] => {
    const path: number[] = [];
    for (let one = at; one > 0; one = parents.at(one)) path.unshift(one);
    return path;
  };
  const enter = (name: Uint32Array, world: World, parent: number): number => {
    const index = known.add(name);
    parents.push(parent);
    if (protocol.isSettled(world)) settled.push(index);
    return index;
  };

  const first = protocol.first();
  const firstText = protocol.textOf(first);
  let level = new Texts();
  level.push(enter(nameOf(firstText), first, 0), firstText);
  while (!level.isEmpty) {
    onLevel?.(depth, known.size);
    const next = new Texts();
    for (const [index, text] of level) {
      for (const { act, isOptional } of protocol.actions(JSON.parse(text) as World)) {
        const world = JSON.parse(text) as World;
        steps++;
        try {
          act(world);
          protocol.check(world);
        } catch (error) {
          if (!(error instanceof Broken)) throw error;
          return result(traceOf(protocol, known, pathTo(index), true), false);
        }
        const after = protocol.textOf(world);
        const name = nameOf(after);
        let to = known.find(name);
        if (to < 0) {
          if (known.size >= most) return result(null, true);
          to = enter(name, world, index);
          next.push(to, after);
        }
        if (!isOptional) {
          ways.push(index);
          ways.push(to);
        }
      }
    }
    level = next;
    if (!level.isEmpty) depth++;
  }
  const stuck = withoutEnd(known.size, settled, ways);
  if (stuck === null) return result(null, false);
  return result(
    [...traceOf(protocol, known, pathTo(stuck), false), 'from here there is no way to an end'],
    false,
  );
}

/** The first world, in order of depth, from which no settled one is reached; null where there is none. */
function withoutEnd(worlds: number, settled: Numbers, ways: Numbers): number | null {
  // For each world, where in `before` those begin from which it is reached.
  const begins = new Uint32Array(worlds + 1);
  for (let way = 1; way < ways.length; way += 2) begins[ways.at(way) + 1]!++;
  for (let world = 0; world < worlds; world++) begins[world + 1]! += begins[world]!;
  const before = new Uint32Array(ways.length / 2);
  const filled = begins.slice();
  for (let way = 0; way < ways.length; way += 2) before[filled[ways.at(way + 1)]!++] = ways.at(way);

  const hasEnd = new Uint8Array(worlds);
  const open: number[] = [];
  const reach = (world: number): void => {
    if (hasEnd[world] === 1) return;
    hasEnd[world] = 1;
    open.push(world);
  };
  for (let index = 0; index < settled.length; index++) reach(settled.at(index));
  for (let one = open.pop(); one !== undefined; one = open.pop())
    for (let way = begins[one]!; way < begins[one + 1]!; way++) reach(before[way]!);
  const stuck = hasEnd.indexOf(0);
  return stuck === -1 ? null : stuck;
}

/**
 * What happens on that path, from the start; `isBreach`: and then what must not be. Walked anew, for of worlds that go on alike only one is
 * gone on with: here each is what the last step has made of it, so a node has one name from the beginning to the end.
 */
function traceOf<World>(
  protocol: Protocol<World>,
  known: Known,
  path: readonly number[],
  isBreach: boolean,
): string[] {
  const lines: string[] = [];
  let text = JSON.stringify(protocol.first());
  const goOn = (from: string, to: number | null): boolean => {
    for (const { name, act } of protocol.actions(JSON.parse(from) as World)) {
      const world = JSON.parse(from) as World;
      try {
        act(world);
        protocol.check(world);
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
        if (to === null) return lines.push(name, error.message) > 0;
        continue;
      }
      if (to === null || known.find(nameOf(protocol.textOf(world))) !== to) continue;
      text = JSON.stringify(world);
      return lines.push(name) > 0;
    }
    return false;
  };
  for (const to of isBreach ? [...path, null] : path)
    if (!goOn(text, to) && !goOn(protocol.textOf(JSON.parse(text) as World), to))
      throw new Error(`no step leads on from here:\n${lines.join('\n')}`);
  return lines;
}
