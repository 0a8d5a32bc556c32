import { always, type Fault } from './fault.ts';

/** The disk on which an agent keeps what it remembers, or programs, is full. */
export const diskFull: Fault = {
  missing: always,
  inject: async ({ node, random }) => {
    const part = random.pick(['state', 'cache']);
    const file = `${node.machine.home}/${part}/ballast`;
    // It ends with an error once nothing more fits.
    await node.machine.run(['dd', 'if=/dev/zero', `of=${file}`, 'bs=64k']);
    return { what: `the disk of its ${part} is full`, heal: () => void node.machine.run(['rm', '-f', file]) };
  },
};
