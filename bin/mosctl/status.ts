import type { Command } from 'commander';
import type { AgentClient } from '../../agent/control/client.ts';
import { connectAll } from '../../agent/control/discover.ts';
import { placesOf } from '../../agent/places.ts';
import { marksOf } from '../../agent/settings/marks.ts';
import { systemClock } from '../../agent/system-clock.ts';
import type { EtcdStatus, NodeViewMessage } from '../../protocol/control.ts';
import { age, bytes, type Column } from '../../tui/table.ts';
import { exitCodes, printTable } from '../command.ts';
import { exportsInWords } from './files.ts';
import { isOn, withAgent } from './reach.ts';
import { settingsInWords } from './settings.ts';

type Overview = Awaited<ReturnType<AgentClient['overview']>>;

const columns: Column<NodeViewMessage>[] = [
  { title: 'ID', value: ({ info }) => String(info.id), right: true },
  { title: 'NAME', value: ({ info, isSelf }) => (isSelf ? `${info.name}*` : info.name) },
  { title: 'STATE', value: (node) => stateInWords(node) },
  { title: 'SPEED', value: ({ info }) => String(Math.round(info.speed)), right: true },
  { title: 'CPUS', value: ({ info }) => String(info.cpus), right: true },
  { title: 'LOAD', value: (node) => loadOf(node), right: true },
  { title: 'FREE', value: ({ info }) => bytes(info.freeBytes), right: true },
  { title: 'MEMORY', value: ({ info }) => bytes(info.totalBytes), right: true },
  { title: 'GUESTS', value: ({ info }) => String(info.guests), right: true },
  { title: 'FILES', value: ({ info }) => filesOf(info) },
  {
    title: 'RTT',
    value: ({ path }) => (path?.rttMs === undefined ? '-' : `${path.rttMs.toFixed(1)}ms`),
    right: true,
  },
  {
    title: 'LINK',
    value: ({ path }) => (path?.bytesPerMs === undefined ? '-' : `${bytes(path.bytesPerMs * 1_000)}/s`),
    right: true,
  },
  { title: 'AGE', value: ({ ageMs }) => age(ageMs), right: true },
  { title: 'NODE.JS', value: ({ info }) => info.nodeVersion },
];

/** Of what it serves, most of what anybody may do with it. */
const filesOf = ({ exports = [] }: NodeViewMessage['info']): string =>
  exports.length === 0 ? '-' : exports.some(({ mode }) => mode === 'rw') ? 'rw' : 'ro';

/** A quiet node tells nobody but itself. */
const loadOf = ({ info, isSelf }: NodeViewMessage): string =>
  info.quiet && !isSelf ? '-' : info.load.toFixed(0);

/** Of all agents of this machine, or of the nodes that `-N` names. */
async function overviews(): Promise<Overview[]> {
  if (!isOn()) {
    const clients = await connectAll(placesOf(process.env));
    const all = await Promise.all(clients.map((client) => client.overview()));
    for (const client of clients) client.close();
    return all;
  }
  const all: Overview[] = [];
  await withAgent(async (client) => all.push(await client.overview()));
  return all;
}

/** What is set counts only where somebody is there to keep it. */
function stateInWords({ state, info }: NodeViewMessage): string {
  if (state !== 'alive') return state;
  if (info.isolated) return 'isolated';
  return marksOf(info).join(',') || state;
}

/** What stands between guests and this machine. */
function wallsInWords({ present, missing }: NonNullable<Overview['agent']['walls']>): string {
  const there = ["Node's permission model", ...present].join('; ');
  // One reason is behind several of them.
  const lacks = [...new Set(missing.map(({ why }) => why))].map(
    (why) => `${missing.flatMap((one) => (one.why === why ? [one.wall] : [])).join('; ')} (${why})`,
  );
  return `Guests run behind: ${there}.${lacks.length === 0 ? '' : ` Missing: ${lacks.join('; ')}.`}`;
}

/** Who decides where tasks with `--ha` have their deputies. */
function etcdInWords({ isReached, sinceMs, trouble, endpoints, answering }: EtcdStatus): string {
  const members = answering === null ? '' : `; ${answering} of ${endpoints.length} answer`;
  const at = `etcd at ${endpoints.join(', ')}`;
  const forSoLong = `for ${age(Math.max(0, systemClock.nowMs() - sinceMs))}`;
  if (isReached) return `${at} is reached ${forSoLong}${members}.`;
  return trouble === null
    ? `${at} is being looked for.`
    : `${at} is not reached ${forSoLong}: ${trouble}${members}.`;
}

export function addStatus(mosctl: Command): void {
  mosctl
    .command('status')
    .description('the nodes that each agent here knows: * is the agent itself')
    .option('--json', 'JSON instead of tables')
    .addHelpText(
      'after',
      `
STATE: alive, suspect (silent), dead; or what its user has set: blocked, stay, lstay, quiet (mosctl --help);
owner: its owner needs it, so it takes no guests (mosctl owner).
FILES: what it serves to the cluster (mosctl export), to read or to change; --json says which directories.
RTT, LINK: of messages that were answered and state that has moved, as this node knows the way there; '-' where none has.
Load: 100 is one runnable task for one CPU of speed 10000. AGE: how old that knowledge is.

Examples:
  mosctl status
  mosctl status --json | jq '.[0].nodes[].info.load'

${exitCodes}`,
    )
    .action(async ({ json }: { json?: true }) => {
      const all = await overviews();
      if (json) {
        process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
        return;
      }
      for (const [index, { agent, nodes }] of all.entries()) {
        if (index > 0) process.stdout.write('\n');
        const ssh = agent.sshNative ? "ssh2's native binding" : 'ssh2 without its native binding';
        const kind = agent.ephemeral ? ', ephemeral' : '';
        process.stdout.write(`omd ${agent.version}, pid ${agent.pid}${kind}, ${ssh}, ${agent.runtime}\n`);
        const own = nodes.find(({ isSelf }) => isSelf)?.info;
        if (own) {
          const files = exportsInWords(own.exports, own.moreExports);
          process.stdout.write(
            `It ${settingsInWords({ ...own, block: own.blocked }, own.owner)}; it ${files}.\n`,
          );
        }
        if (agent.walls) process.stdout.write(`${wallsInWords(agent.walls)}\n`);
        if (agent.etcd) process.stdout.write(`${etcdInWords(agent.etcd)}\n`);
        if (agent.trouble !== null) process.stdout.write(`${agent.trouble}\n`);
        printTable(columns, nodes);
      }
    });
}
