/** Does it to all of them, so many at a time. */
export async function atATime<T>(
  most: number,
  all: readonly T[],
  act: (one: T) => Promise<void>,
): Promise<void> {
  const left = [...all];
  const workers = Array.from({ length: Math.min(most, left.length) }, async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await act(one);
  });
  await Promise.all(workers);
}
