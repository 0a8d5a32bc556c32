/** Whether something grows: judged by the line through its measurements, and not by the last of them. */

export interface Sample {
  /** Tasks that have ended by then. */
  tasks: number;
  value: number;
}

/** Least squares: so much more a task. 0 where there is no line. */
export function slopeOf(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [tasks, value] = [mean((one) => one.tasks), mean((one) => one.value)];
  let [both, square] = [0, 0];
  for (const one of samples) {
    both += (one.tasks - tasks) * (one.value - value);
    square += (one.tasks - tasks) ** 2;
  }
  return square === 0 ? 0 : both / square;
}

/** The first third warms up: caches fill, and the collector finds its size. */
export const settled = (samples: readonly Sample[]): Sample[] =>
  samples.filter(({ tasks }) => tasks >= (samples.at(-1)?.tasks ?? 0) / 3);

/** How much it has grown by since then, along the line. */
export function growth(samples: readonly Sample[]): number {
  const of = settled(samples);
  return of.length < 2 ? 0 : slopeOf(of) * (of.at(-1)!.tasks - of[0]!.tasks);
}
