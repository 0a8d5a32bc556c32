import type { NodeViewMessage } from '../../protocol/control.ts';
import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import type { Missing, SeenTask } from '../../protocol/seen.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { AgentClient } from '../control/client.ts';
import { localClusters } from '../control/discover.ts';
import { bounded } from '../control/watched.ts';
import type { Places } from '../places.ts';
import { atATime } from './at-a-time.ts';
import { merged, type Report } from './merge.ts';
import { within } from './time-limit.ts';

/** Another node answers within this, or is said not to have been asked. */
const LIMIT_MS = 3_000;
/** An agent here may be stopped, or its machine very busy. */
const PATIENCE_MS = 15_000;
/** Nodes that are being asked at a time. */
const AT_A_TIME = 64;

export const inWords = ({ node, name, why }: Missing): string => `node ${node} (${name}): ${why}`;

export interface Seen {
  tasks: SeenTask[];
  missing: Missing[];
  /** The nodes of each cluster, as one agent of it sees them; that of the user's own agent first. */
  clusters: NodeViewMessage[][];
}

/** All tasks that can be seen from here, again and again: of this user's agents on this machine, or of their clusters. */
export class Survey {
  private readonly clients = new Map<string, AgentClient>();

  constructor(
    private readonly places: Places,
    private readonly limitMs = LIMIT_MS,
  ) {}

  /** `everywhere`: other nodes are asked, too. @throws OmosixError ENOAGENT, EREFUSED */
  async look(everywhere: boolean): Promise<Seen> {
    const clusters = await this.patiently(this.connect());
    const looks = clusters.map((clients) => this.patiently(this.cluster(clients, everywhere)));
    const looked = await Promise.allSettled(looks);
    // One that ends while it is asked must not keep the others from view.
    const seen = looked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (seen.length === 0) throw (looked[0] as PromiseRejectedResult).reason;
    return {
      tasks: seen.flatMap(({ tasks }) => tasks),
      missing: seen.flatMap(({ missing }) => missing),
      clusters: seen.flatMap(({ clusters }) => clusters),
    };
  }

  /** The agent that has told of a task. @throws OmosixError ENOAGENT */
  agent(via: string): AgentClient {
    const client = this.clients.get(via);
    if (!client) throw new OmosixError('ENOAGENT', 'the agent is gone');
    return client;
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
    this.clients.clear();
  }

  private patiently<T>(question: Promise<T>): Promise<T> {
    return within(PATIENCE_MS, question, `no agent here has answered within ${PATIENCE_MS / 1000} s`);
  }

  /** Connections to all agents here, by cluster; a socket that a dead agent left is passed over. */
  private async connect(): Promise<AgentClient[][]> {
    const troubles: unknown[] = [];
    const client = async (path: string): Promise<AgentClient[]> => {
      const known = this.clients.get(path);
      if (known) return [known];
      try {
        const made = await AgentClient.connect(path);
        made.onClose = () => this.clients.delete(path);
        this.clients.set(path, made);
        return [made];
      } catch (error) {
        troubles.push(error);
        return [];
      }
    };
    const clusters = await Promise.all(
      localClusters(this.places).map(async (paths) => (await Promise.all(paths.map(client))).flat()),
    );
    const answering = clusters.filter((clients) => clients.length > 0);
    if (answering.length > 0) return answering;
    const refused = troubles.find((error) => !isOmosixError(error as Error) || codeOf(error) !== 'ENOAGENT');
    if (refused) throw refused;
    throw new OmosixError('ENOAGENT', `no agent runs here (nobody answers below ${this.places.runtime})`);
  }

  private async cluster(clients: AgentClient[], everywhere: boolean): Promise<Seen> {
    const [first] = clients as [AgentClient, ...AgentClient[]];
    const [nodes, ...reports] = await Promise.all([first.status(), ...clients.map(ownReport)]);
    const ours = reports.filter((report) => report !== null);
    const isOurs = (id: number): boolean => clients.some(({ node }) => node === id);
    const others = everywhere ? nodes.filter(({ info }) => !isOurs(info.id)) : [];
    const missing: Missing[] = [];
    const told: Report[] = [];
    await atATime(AT_A_TIME, others, (node) => this.ask(first, node, told, missing));
    const tasks = merged([...ours, ...told]).map((task) => ({ ...task, via: viaOf(task, clients) }));
    missing.sort((a, b) => a.node - b.node);
    return { tasks, missing, clusters: [nodes] };
  }

  private async ask(
    agent: AgentClient,
    { info, state, ageMs }: NodeViewMessage,
    told: Report[],
    missing: Missing[],
  ): Promise<void> {
    const { id: node, name } = info;
    const miss = (why: string, isFailure: boolean): void => void missing.push({ node, name, why, isFailure });
    const silent = `for ${Math.round(ageMs / 1000)} s`;
    if (state === 'dead') return miss(`it is dead, silent ${silent}`, false);
    if (state === 'suspect') return miss(`nothing was heard from it ${silent}`, true);
    const limit = `it has not answered within ${this.limitMs / 1000} s`;
    try {
      const { tasks, hidden, omitted } = await within(this.limitMs, agent.on(node).tasksTold(), limit);
      // Another version, or one that lies, may not have kept to it.
      const kept = bounded([], tasks);
      const beyond = omitted + kept.omitted;
      told.push({ node, isOurs: false, tasks: kept.tasks, isWhole: hidden === 0 && beyond === 0 });
      if (hidden > 0)
        miss(`${counted(hidden)} there ${hidden === 1 ? 'is' : 'are'} not for this node to see`, false);
      if (beyond > 0) miss(`${counted(beyond)} more than one answer holds`, true);
    } catch (error) {
      if (!isOmosixError(error as Error)) throw error;
      miss((error as Error).message, true);
    }
  }
}

const counted = (tasks: number): string => `${tasks} task${tasks === 1 ? '' : 's'}`;

const codeOf = (error: unknown): string | undefined => (error as OmosixError).code;

/** Null where it ends just now. */
const ownReport = (client: AgentClient): Promise<Report | null> =>
  client.tasks().then(
    (tasks) => ({ node: client.node, isOurs: true, tasks, isWhole: true }),
    () => null,
  );

/** Its home where that is here. */
const viaOf = ({ home }: TaskStatus, clients: readonly AgentClient[]): string =>
  (clients.find(({ node }) => node === home) ?? clients[0]!).path;
