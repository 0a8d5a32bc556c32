import type { MethodKind } from '../method.ts';

/**
 * Enhanced PVM (Amir, Awerbuch, Barak, Borgstrom, Keren, 2000): a master that knows all loads at once and each task's memory
 * starts it where the sum of the opportunity costs of CPU and memory grows least, and never moves it. With n machines,
 *
 *     cost = n^((L + l) / U) − n^(L / U) + n^((M + m) / T) − n^(M / T)
 *
 * L: load, l: what the task adds, U: the smallest power of two above the highest load; M of T: memory in use.
 */
export const enhancedPvm: MethodKind = {
  name: 'epvm',
  title: 'opportunity cost at start (E-PVM)',
  listens: false,
  create: ({ machines, world }) => ({
    place: (task) => {
      const { count, speed, memoryBytes } = machines;
      const lnN = Math.log(Math.max(2, count));
      let highest = 1;
      for (let node = 0; node < count; node++)
        highest = Math.max(highest, (world.running[node]! + world.coming[node]!) / speed[node]!);
      const ceiling = 2 ** Math.ceil(Math.log2(highest + 1));
      const m = world.tasks.memoryBytes[task]!;
      let best = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let node = 0; node < count; node++) {
        if (world.down[node]) continue;
        const load = (world.running[node]! + world.coming[node]!) / speed[node]!;
        const used = (world.usedBytes[node]! + world.comingBytes[node]!) / memoryBytes[node]!;
        const cost =
          Math.exp((lnN * load) / ceiling) * Math.expm1(lnN / speed[node]! / ceiling) +
          Math.exp(lnN * used) * Math.expm1((lnN * m) / memoryBytes[node]!);
        if (cost < least) {
          least = cost;
          best = node;
        }
      }
      return best;
    },
  }),
};
