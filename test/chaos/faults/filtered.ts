/** Packets that a filter of the machine's own kernel drops, harms, doubles or holds back. */
import { execFileSync } from 'node:child_process';
import type { SimRandom } from '../../../sim/random.ts';
import type { ChaosNode } from '../chaos-node.ts';
import { type Fault, needs } from './fault.ts';

const hasNft = needs('nft', '--version');

/** `rules`: by direction, of what goes or comes by its cable. One of a kind at a time. */
function filtered(
  name: string,
  draw: (random: SimRandom) => { what: string; rules: Partial<Record<'egress' | 'ingress', string>> },
): Fault {
  return {
    missing: hasNft,
    inject: ({ node, random }) => {
      const { what, rules } = draw(random);
      const table = `netdev ${name}`;
      if (nft(node, ['list', 'table', ...table.split(' ')]) !== null) return null;
      // One line each: within braces its grammar takes neither two chains a line nor classes such as 1:2.
      const lines = Object.entries(rules).flatMap(([hook, rule]) => [
        `add chain ${table} on-${hook} { type filter hook ${hook} device eth0 priority 0; }`,
        `add rule ${table} on-${hook} ${rule}`,
      ]);
      if (nft(node, [[`add table ${table}`, ...lines].join('\n')]) === null)
        throw new Error(`nft does not take ${lines.join('; ')}`);
      return { what, heal: () => void nft(node, ['delete', 'table', ...table.split(' ')]) };
    },
  };
}

/** @returns null where it fails */
function nft(node: ChaosNode, args: string[]): string | null {
  try {
    const command = ['netns', 'exec', node.machine.namespace, 'nft', ...args];
    return execFileSync('ip', command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return null;
  }
}

const some = (percent: number): string => `numgen random mod 100 < ${percent}`;

/** What it says arrives, and it hears nothing; or the other way round. */
export const linkHalfOpen = filtered('halfopen', (random) => {
  const hook = random.pick(['ingress', 'egress'] as const);
  const what = hook === 'ingress' ? 'it hears nothing, and is heard' : 'it hears, and is not heard';
  return { what, rules: { [hook]: 'drop' } };
});

export const linkLossy = filtered('lossy', (random) => {
  const percent = random.pick([2, 10, 30]);
  return {
    what: `${percent} of 100 packets are lost`,
    rules: { ingress: `${some(percent)} drop`, egress: `${some(percent)} drop` },
  };
});

/** A byte of what TCP carries: on such a cable no checksum is looked at, so it arrives. */
export const linkCorrupting = filtered('corrupting', (random) => {
  const percent = random.pick([1, 5]);
  const rule = `meta l4proto tcp ${some(percent)} @th,${8 * random.int(40, 90)},8 set 0x55`;
  return { what: `in ${percent} of 100 packets a byte is another`, rules: { ingress: rule, egress: rule } };
});

export const linkDuplicating = filtered('duplicating', (random) => {
  const percent = random.pick([5, 30]);
  return { what: `${percent} of 100 packets go twice`, rules: { egress: `${some(percent)} dup to "eth0"` } };
});

/** What is marked goes through a narrower way, so that others overtake it. */
export const linkReordering: Fault = {
  missing: hasNft,
  inject: async (site) => {
    const { node } = site;
    if (node.shaped) return null;
    const tc = (...args: string[]): void =>
      void execFileSync('tc', ['-n', node.machine.namespace, ...args], { stdio: 'ignore' });
    const marked = await filtered('reordering', () => ({
      what: '20 of 100 packets are overtaken by others',
      rules: { egress: `${some(20)} meta priority set 1:2` },
    })).inject(site);
    if (marked === null) return null;
    node.shaped = true;
    tc('qdisc', 'add', 'dev', 'eth0', 'root', 'handle', '1:', 'htb', 'default', '1');
    tc('class', 'add', 'dev', 'eth0', 'parent', '1:', 'classid', '1:1', 'htb', 'rate', '1gbit');
    tc('class', 'add', 'dev', 'eth0', 'parent', '1:', 'classid', '1:2', 'htb', 'rate', '2mbit');
    return {
      what: marked.what,
      heal: async () => {
        await marked.heal?.();
        tc('qdisc', 'del', 'dev', 'eth0', 'root');
        node.shaped = false;
      },
    };
  },
};
