/** mulberry32: small, seeded, good enough to scatter captures. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SCALES = [1, 4, 20, 100, 1000, 20_000];

/** Polls before each capture: mostly few, so that small programs are hit in their middle, sometimes thousands. */
export function scatter(random: () => number, hops: number): number[] {
  return Array.from({ length: hops }, () =>
    Math.floor(random() * SCALES[Math.floor(random() * SCALES.length)]!),
  );
}
