/** In the place of migrator/host/poke.ts: captures are asked for before the task goes on, so nobody has to be interrupted. */
export function watchPokes(): Int32Array {
  return new Int32Array(1);
}

export function disarm(): void {}
