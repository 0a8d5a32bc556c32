import type { NodeViewMessage } from '../../../protocol/control.ts';
import type { NodeInfo } from '../../../protocol/node.ts';
import { fitted } from '../../charset.ts';
import { colour, type Line } from '../../scene.ts';
import { evenness, totals } from '../../totals.ts';
import { stateOf } from '../words.ts';
import { measured } from './actions.ts';

const dim = { fg: colour.grey };

/** All nodes as one, and what each of them has been told: what is said here is said to all that live. */
export function allLines(nodes: readonly NodeViewMessage[]): Line[] {
  const living = nodes.filter(({ state }) => state !== 'dead').map(({ info }) => info);
  const even = evenness(living.filter(({ quiet }) => quiet !== true));
  const title = `  ${'ID'.padStart(5)} ${'NAME'.padEnd(16)} ${'STATE'.padEnd(10)} ${'SETTINGS'.padEnd(26)} SPEED`;
  return [
    [
      { text: ' all nodes  ', bold: true },
      { text: 'what is set here is set on each that lives', ...dim },
    ],
    [],
    [{ text: ` ${totals(living)}` }],
    [{ text: ` load balancing efficiency ${Math.round(even * 100)}%` }],
    [],
    [{ text: title, ...dim }],
    ...nodes.map((node): Line => {
      const { text, mark, ...style } = stateOf(node);
      return [
        { text: `  ${String(node.info.id).padStart(5)} ${fitted(node.info.name, 16)} ` },
        { text: `${mark} ${text}`.padEnd(11), ...style },
        { text: `${settingsOf(node.info).padEnd(26)} ` },
        { text: node.state === 'dead' ? '' : measured(node.info), ...dim },
      ];
    }),
  ];
}

const settingsOf = ({ stay, lstay, blocked, quiet }: NodeInfo): string =>
  [stay ? 'stay' : '', lstay ? 'lstay' : '', blocked ? 'block' : '', quiet ? 'quiet' : '']
    .filter((one) => one !== '')
    .join(', ') || '-';
