import { always, type Fault } from './fault.ts';

/** The cable is pulled: both sides see that. */
export const linkDown: Fault = {
  missing: always,
  inject: ({ five, node }) => {
    five.lan.unplug(node.machine);
    return { what: 'its cable is pulled', heal: () => five.lan.plug(node.machine) };
  },
};

/** A slow network, for what comes and what goes. */
export const linkSlow: Fault = {
  missing: always,
  inject: ({ five, node, random }) => {
    if (node.shaped) return null;
    node.shaped = true;
    const megabits = random.pick([1, 2, 8]);
    five.lan.slow(node.machine, megabits);
    return {
      what: `its cable passes ${megabits} Mbit/s`,
      heal: () => {
        five.lan.slow(node.machine, null);
        node.shaped = false;
      },
    };
  },
};
