import type { Command } from 'commander';
import type { NodeSettings } from '../../protocol/node.ts';
import { type OwnerSign, ownerWords } from '../../protocol/owner.ts';
import { onThisMachine } from '../over-ssh.ts';
import { withAgent } from './reach.ts';

const VERBS: [verb: string, change: Partial<NodeSettings>, description: string][] = [
  ['block', { block: true }, 'accept no guests; those that are here stay (expel sends them away)'],
  ['noblock', { block: false }, 'accept guests'],
  ['stay', { stay: true }, 'nothing leaves this node by itself, neither its own tasks nor guests'],
  ['nostay', { stay: false }, 'tasks and guests may leave by themselves'],
  ['lstay', { lstay: true }, 'own tasks do not leave by themselves; guests may'],
  ['nolstay', { lstay: false }, 'own tasks may leave by themselves'],
  ['quiet', { quiet: true }, 'announce no load, so that no balancer sends tasks here'],
  ['noquiet', { quiet: false }, 'announce the load'],
  ['rejoin', { isolated: false }, 'take up the links to other nodes again, after isolate'],
  ['mfs', { nomfs: false }, 'serve the directories that are exported (mosctl export) to the cluster'],
  ['nomfs', { nomfs: true }, 'serve no files, until mfs'],
];

/** What is in force, in words. */
export function settingsInWords(
  { block, stay, lstay, quiet, nomfs, isolated }: NodeSettings,
  owner?: OwnerSign,
): string {
  if (isolated) return "is isolated from the cluster ('mosctl rejoin' ends that)";
  const leaving = stay
    ? 'nothing leaves it by itself'
    : lstay
      ? 'its own tasks do not leave by themselves'
      : 'tasks may leave';
  const silence = quiet ? '; it announces no load' : '';
  const guests = owner
    ? `accepts no guests (${ownerWords(owner)})`
    : block
      ? 'accepts no guests'
      : 'accepts guests';
  return `${guests}; ${leaving}${silence}${nomfs ? '; it serves no files' : ''}`;
}

export function addSettings(mosctl: Command): void {
  for (const [verb, change, description] of VERBS) {
    mosctl
      .command(verb)
      .description(description)
      .option('--json', 'print the settings as JSON')
      .addHelpText(
        'after',
        `
It is kept over restarts, and all nodes see it. 'migrate' moves tasks all the same, but not to a blocked node; a task may
always come home.

Examples:
  mosctl ${verb}
  mosctl -N lab7 ${verb}     on another node that lets this one command it
  mosctl status ${' '.repeat(verb.length)}      what is set, here and elsewhere`,
      )
      .action(({ json }: { json?: true }) =>
        withAgent(async (client) => {
          if (verb === 'mfs') onThisMachine('what is served');
          const settings = await client.set(change);
          const words = json
            ? JSON.stringify(settings)
            : `node ${client.target} ${settingsInWords(settings)}`;
          process.stdout.write(`${words}\n`);
        }),
      );
  }
}
