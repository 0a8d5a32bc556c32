import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { isAlive } from '../../support/processes.ts';
import { type Fault, needs } from './fault.ts';

/** So many more than it has. */
const MORE = 3;

/** An agent may open hardly anything more. */
export const descriptorsExhausted: Fault = {
  missing: needs('prlimit', '--version'),
  inject: ({ node, journal }) => {
    if (!node.isAgentAlive) return null;
    const pid = node.agent!;
    const limit = (descriptors: string): void =>
      void execFileSync('prlimit', ['--pid', String(pid), `--nofile=${descriptors}`]);
    const before = execFileSync(
      'prlimit',
      ['--pid', String(pid), '--nofile', '--output', 'SOFT,HARD', '--noheadings'],
      { encoding: 'utf8' },
    );
    const most = Math.max(...readdirSync(`/proc/${pid}/fd`).map(Number)) + 1 + MORE;
    const [, hard] = before.trim().split(/\s+/) as [string, string];
    // A program that would start there is told that it cannot.
    const excuse = journal.excuse(node.index, 'agent', 1_000);
    limit(`${most}:${hard}`);
    return {
      what: `its agent may have ${MORE} descriptors more`,
      heal: () => {
        excuse.end();
        if (isAlive(pid)) limit(before.trim().split(/\s+/).join(':'));
      },
    };
  },
};
