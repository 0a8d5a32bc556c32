import { setPriority } from 'node:os';
import { join } from 'node:path';
import type { ProgramText } from '../../protocol/program.ts';
import type { Placement, TaskLifeEvent, TaskSpec } from '../../protocol/task.ts';
import type { CheckpointFile } from '../checkpoint/read.ts';
import { PrivateCluster } from '../cluster/private-cluster.ts';
import { agentAgain, comingAgent, STARTERS_AGENT_MS, userAgent } from '../cluster/user-agent.ts';
import { AgentClient } from '../control/client.ts';
import type { TaskLauncher } from '../deputy/children/launcher.ts';
import type { Deputy, Ending } from '../deputy/deputy.ts';
import { ImageCache } from '../deputy/images.ts';
import { runTask } from '../deputy/run-task.ts';
import { dieBy, endingSignals } from '../deputy/signals.ts';
import { restoredSpec, taskSpec } from '../deputy/spec.ts';
import { Gate } from '../deputy/threads/gate.ts';
import { ThreadGroup } from '../deputy/threads/threads.ts';
import { controlSocketOf, placesOf } from '../places.ts';
import { loadsAddons, placementFor } from './addons.ts';
import { beginHa } from './ha/begin.ts';
import { noThreads } from './ha/no-threads.ts';
import { judgeOf, ownPlaces } from './judge.ts';
import { steeringOfStarter, withNamedNodes } from './keep.ts';
import type { OmrunParts } from './main.ts';
import { allUp, startNodes } from './nodes.ts';
import type { Options } from './options.ts';
import type { Reporter } from './reporter.ts';
import { programOf } from './restore.ts';
import { runThread, STARTING_AT_ONCE } from './run-thread.ts';
import { type Started, serializationOf, startedWith, taskLauncher } from './started.ts';

interface RunParts {
  /** It goes on from a checkpoint file. */
  restore?: CheckpointFile | undefined;
  /** Of a program that is in no file. */
  text?: ProgramText | undefined;
  /** By another task. */
  started?: Started | null;
  onStarted?(spec: TaskSpec): void;
}

/** Compiles while the agent is being reached, then runs the program to its end. Nothing is left behind. */
export async function run(
  file: string,
  given: Options,
  parts: OmrunParts,
  reporter: Reporter,
  { restore, text, started = null, onStarted = () => {} }: RunParts,
): Promise<Ending> {
  const places = placesOf(process.env);
  const cache = started?.cache ?? join(places.cache, 'images');
  const states = join(places.state, 'states');
  const agent = (): Promise<AgentClient> => {
    if (!started) return userAgent(controlSocketOf(places), parts.omd);
    const isKept = given.checkpoints.everyMs !== null;
    return isKept ? comingAgent(started.agent, STARTERS_AGENT_MS) : AgentClient.connect(started.agent);
  };
  const cluster = given.nodes === null ? null : new PrivateCluster(given.nodes, parts.omd, places);
  const ending = endingSignals({ isDetached: given.kept !== null });
  const early = cluster && cleanUpOnSignals(cluster, ending);
  try {
    const images = new ImageCache(cache, parts.build, parts.compile);
    const [{ client, joined }, program] = await Promise.all([
      reporter.named(
        cluster ? 'starting the first node' : 'reaching the agent',
        cluster ? joinCluster(cluster, reporter) : alone(agent()),
      ),
      restore
        ? programOf(restore)
        : reporter.named('compiling', text ? images.ofText(file, text) : images.get(file)),
    ]);
    reporter.isHome(client.node);
    const options = await withNamedNodes(given, client, () => allUp(given.nodes ?? 0, client, joined));
    const { migrateEveryMs, anyNode, memoryMb, hint, decay } = options;
    const { lock, mask } = options.keep ? await steeringOfStarter(client, options) : options;
    const addons = !restore && loadsAddons(options, program);
    if (addons) reporter.tell('it starts at home: it may load native add-ons');
    const shares = options.sharedMemory ?? program.shares !== null;
    if (shares)
      reporter.tell(
        `its workers are threads of its host: ${program.shares ?? '--shared-memory was asked for'}`,
      );
    const isHome = options.home || lock || migrateEveryMs !== null;
    const named = await startNodes(options, client, joined);
    const nodes = named.length === 0 && isHome ? [client.node] : named;
    const nodeOptions = [...(started?.execArgv ?? []), process.env.NODE_OPTIONS ?? ''].join(' ');
    const heapMb = options.memoryMb ?? heapLimitOf(nodeOptions);
    const logged = options.checkpoints.everyMs !== null;
    const spec = restore
      ? restoredSpec(restore.head, {
          home: client.node,
          memoryMb: heapMb,
          lostAfterMs: options.lostAfterMs,
          grants: options.grants,
          logged,
        })
      : taskSpec({
          home: client.node,
          program: program.hash,
          file,
          name: options.program,
          args: options.args,
          memoryMb: heapMb,
          lostAfterMs: options.lostAfterMs,
          execArgv: started?.execArgv,
          channel: serializationOf(started),
          addons,
          shares,
          grants: options.grants,
          isChild: started !== null,
          logged,
        });
    const hidden = started?.hidden ?? ownPlaces(places);
    const judge = judgeOf(spec, program, hidden, places.state, (line) => reporter.warn(line));
    early?.();
    // Not before: an agent that was started for it is not to be as nice.
    if (options.nice !== null) setPriority(options.nice);
    const placement: Placement = {
      nodes,
      lock,
      migrateEveryMs,
      memoryMb,
      anyNode,
      detached: options.kept !== null,
      ...(mask && { mask }),
      ...(hint && { hint }),
      ...(decay && { decay }),
    };
    const life = (event: TaskLifeEvent): void => {
      if (event.event === 'start' && event.task === spec.task) onStarted(spec);
      reporter.life(event);
    };
    let main: Deputy | undefined;
    const launch = taskLauncher({
      omrun: parts.omrun,
      agent: client.path,
      cache,
      hidden,
      options: { ...options, grants: spec.grants ?? null },
      reporter,
    });
    let isParent = false;
    const launcher: TaskLauncher = (request) => {
      const task = launch(request);
      isParent ||= task !== null;
      return task;
    };
    // A private cluster goes with its home.
    const omd = started || options.ha !== null ? null : parts.omd;
    const reconnect = cluster
      ? undefined
      : (isAnew: boolean) =>
          agentAgain(client.path, omd, client.node, isAnew, started ? STARTERS_AGENT_MS : undefined);
    const starting = new Gate(STARTING_AT_ONCE);
    const ha =
      options.ha === null
        ? null
        : await beginHa({
            client: () => client,
            wanted: options.ha,
            spec,
            placement,
            everyMs: options.checkpoints.everyMs,
            program,
            state: places.state,
            warn: (line) => reporter.warn(line),
          });
    const threads = new ThreadGroup((order) =>
      runThread(order, {
        images,
        main: main!,
        socket: client.path,
        spec,
        placement,
        loadsAddons: (worker) => loadsAddons(options, worker),
        parts,
        reporter,
        life,
        starting,
        launcher,
        judge,
        reconnect,
        checkpoints: options.checkpoints,
        states,
      }),
    );
    const running = runTask({
      client,
      ...(reconnect && { reconnect }),
      spec,
      placement: placementFor(placement, client.node, addons),
      group: ha ? noThreads() : threads,
      ha: ha?.primary,
      ...(cluster && { beforeFiles: (each: AgentClient) => allUp(cluster.size, each, joined) }),
      onDeputy: (deputy) => {
        main = deputy;
      },
      program,
      ending,
      checkpoints: options.checkpoints,
      states,
      tell: (line) => reporter.tell(line),
      warn: (line) => reporter.warn(line),
      madeBy: parts.version,
      restore,
      onLife: life,
      launcher,
      judge,
      started: started ? startedWith(started) : undefined,
    });
    const ended = await (ha ? ha.over(running) : running);
    // Programs that it has started may be tasks of its cluster, and go on as under node.
    if (cluster && isParent && ended.how === 'exit') await lastOf(cluster, client.path, ending);
    return ended;
  } finally {
    await cluster?.close();
    reporter.close();
  }
}

interface Reached {
  client: AgentClient;
  /** All nodes of a private cluster know each other. */
  joined: Promise<void>;
}

async function alone(client: Promise<AgentClient>): Promise<Reached> {
  return { client: await client, joined: Promise.resolve() };
}

async function joinCluster(cluster: PrivateCluster, reporter: Reporter): Promise<Reached> {
  const { home, joined } = await cluster.start();
  joined.then(
    () =>
      reporter.tell(`${cluster.size === 1 ? '1 node is' : `${cluster.size} nodes are`} up; node 1 is home`),
    (error: Error) => reporter.tell(error.message),
  );
  return { client: await AgentClient.connect(home.socket), joined };
}

/** Before the task is there to take them. */
function cleanUpOnSignals(cluster: PrivateCluster, signals: readonly NodeJS.Signals[]): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    void cluster.close().finally(() => dieBy(signal));
  };
  for (const signal of signals) process.once(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}

const LOOK_MS = 50;

/** Resolves when no task of this home is left. */
async function lastOf(
  cluster: PrivateCluster,
  socket: string,
  signals: readonly NodeJS.Signals[],
): Promise<void> {
  const client = await AgentClient.connect(socket);
  const over = cleanUpOnSignals(cluster, signals);
  try {
    while ((await client.tasks()).some(({ home, state }) => home === client.node && state !== 'ended'))
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  } finally {
    over();
    client.close();
  }
}

/** What the user has told node about the heap holds for the task, wherever it executes. */
function heapLimitOf(nodeOptions: string): number | null {
  const given = /--max[-_]old[-_]space[-_]size[= ](\d+)/.exec(nodeOptions)?.[1];
  return given ? Number(given) : null;
}
