import type { MethodKind } from '../method.ts';

/** Tasks stay where they are started. */
export const none: MethodKind = {
  name: 'none',
  title: 'none: each at its home',
  listens: false,
  create: ({ world }) => ({ place: (task) => world.tasks.home[task]! }),
};

/** PVM's default: from machine to machine in turn. */
export const roundRobin: MethodKind = {
  name: 'pvm',
  title: 'round robin (PVM)',
  listens: false,
  create: ({ machines, world }) => {
    let last = -1;
    return {
      place: () => {
        for (let tries = 0; tries < machines.count; tries++) {
          last = (last + 1) % machines.count;
          if (!world.down[last]) break;
        }
        return last;
      },
    };
  },
};

export const random: MethodKind = {
  name: 'random',
  title: 'random',
  listens: false,
  create: ({ machines, random: chance }) => ({ place: () => Math.floor(chance() * machines.count) }),
};

/** The least loaded machine that home knows of, home first of equals; no task moves. */
export const leastLoaded: MethodKind = {
  name: 'least',
  title: 'least loaded at start',
  listens: true,
  create: ({ world, knows, announces }) => ({
    place: (task) => {
      const home = world.tasks.home[task]!;
      let best = announces(home);
      for (const { info, state } of knows(home).views(best, world.nowMs))
        if (state === 'alive' && info.load < best.load) best = info;
      return best.id - 1;
    },
  }),
};
