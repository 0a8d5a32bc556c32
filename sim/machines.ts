/** The nodes of a simulated cluster, as columns. Nodes are numbered from 0 here; their IDs are one more. */
export interface Machines {
  count: number;
  /** Of the yardstick's speed; 1 is the fastest. */
  speed: Float64Array;
  memoryBytes: Float64Array;
  /** Number of the kind of each. */
  kind: Uint8Array;
  kinds: readonly Kind[];
}

export interface Kind {
  /** Of so many nodes. */
  share: number;
  speed: number;
  memoryBytes: number;
}

const GIB = 2 ** 30;

/**
 * The unbalanced cluster of the paper (Amir, Awerbuch, Barak, Borgstrom, Keren, 2000): machines of 200, 133 and 90 MHz with 64, 32
 * and 24 MB, their memory 64 times as large, and so many times as often as there are nodes.
 */
export const UNBALANCED: readonly Kind[] = [
  { share: 3, speed: 1, memoryBytes: 4 * GIB },
  { share: 2, speed: 0.665, memoryBytes: 2 * GIB },
  { share: 1, speed: 0.45, memoryBytes: 1.5 * GIB },
];

export const EQUAL: readonly Kind[] = [{ share: 1, speed: 1, memoryBytes: 4 * GIB }];

export function machines(count: number, kinds: readonly Kind[]): Machines {
  const round = kinds.flatMap((kind, i) => Array<number>(kind.share).fill(i));
  const speed = new Float64Array(count);
  const memoryBytes = new Float64Array(count);
  const kind = new Uint8Array(count);
  for (let node = 0; node < count; node++) {
    kind[node] = round[node % round.length]!;
    speed[node] = kinds[kind[node]!]!.speed;
    memoryBytes[node] = kinds[kind[node]!]!.memoryBytes;
  }
  return { count, speed, memoryBytes, kind, kinds };
}

/** Of all together, in machines of the fastest kind. */
export const capacityOf = ({ speed }: Machines): number => speed.reduce((sum, one) => sum + one, 0);
