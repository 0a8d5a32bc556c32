import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Agent } from '../../agent/agent.ts';
import { Audit } from '../../agent/audit/audit.ts';
import { GuestGroups } from '../../agent/confine/groups/guest-groups.ts';
import { giveHeapRoom } from '../../agent/heap-room.ts';
import { createLog } from '../../agent/log.ts';
import { ledgerOf } from '../../agent/membership/identity.ts';
import type { Places } from '../../agent/places.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { type MapEntry, parseMap } from '../../discovery/static-map.ts';
import { fail, version } from '../command.ts';
import { type etcdOf, forgetPassword } from './etcd.ts';
import { discoveryOf } from './finding.ts';
import { DRAIN_AFTER_S, type Options } from './options.ts';
import { takeItsPlace } from './predecessor.ts';
import { renewalRefusal } from './renewal.ts';
import { listenOf, nameOf } from './self.ts';
import { Renewal } from './successor.ts';

/** What an agent says of itself when it listens. */
interface Ready {
  id: number;
  pid: number;
  socket: string;
}

const PRIVATE_BEAT_MS = 250;
const BEAT_MS = 1000;

interface ServeParts {
  options: Options;
  places: Places;
  /** Of omd; what hosts and helpers run is beside it. */
  script: string;
  etcd: Awaited<ReturnType<typeof etcdOf>>;
  map: MapEntry[];
  /** This node's own of those. */
  own: MapEntry | null;
}

/** Makes this process the agent, until it is told to end; resolves when it listens. */
export async function serve({ options, places, script, etcd, map, own }: ServeParts): Promise<void> {
  const beside = (name: string): string => join(dirname(script), name);
  const advertised = options.advertise ?? [];
  const secrets = forgetPassword();
  const ledger = await ledgerOf(places.state, {
    isPrivate: options.parent === true,
    isEphemeral: options.ephemeral === true,
    hasMap: options.map !== undefined,
  });
  const givenId = options.id ?? own?.id;
  const listen = listenOf(options, own, places);
  // What serves one omrun or one machine has no guests that go on without it.
  const isLasting = !(options.parent || options.ephemeral);
  const drainAfterMs = (options.drainAfter ?? (isLasting ? DRAIN_AFTER_S : 0)) * 1000;
  const level = options.quiet ? 'silent' : options.logLevel;
  const log = createLog(options.foreground ? 'stderr' : { stateDirectory: places.state }, level);
  const audit = isLasting ? new Audit(places.state, systemClock, log) : null;
  giveHeapRoom();
  let agent: Agent;
  let mapLine: string | null = null;
  let listening: Awaited<ReturnType<Agent['start']>> = null;
  const stop = (): void => void agent.stop().then(() => process.exit(0));
  const begin = async (id: number): Promise<Ready> => {
    agent = new Agent({
      id,
      name: nameOf(options, own),
      version: version(),
      places,
      listen,
      ledger,
      advertised,
      // Nodes of a private cluster know each other, and stay on their machine.
      discovery: options.parent || !(listen || ledger) ? null : await discoveryOf(options, listen),
      beatMs: options.beatMs ?? (options.parent ? PRIVATE_BEAT_MS : BEAT_MS),
      lostAfterMs: options.lostAfter * 1000,
      drainAfterMs,
      renewal: options.parent ? null : (hasTasks) => renewalRefusal(script, hasTasks),
      isPrivate: options.parent === true,
      ownHome: options.parent ? (process.env.OMOSIX_HOME ?? null) : null,
      isEphemeral: options.ephemeral === true,
      idleMs: options.idleAfter * 1000,
      hostScript: beside('host.cjs'),
      hostCode: options.hostCode ?? `${places.cache}/hosts`,
      exportScript: beside('exports.mjs'),
      metrics: options.metrics ?? null,
      alerts: options.alert ?? [],
      // Who has no peers has no replicas, and nodes of a private cluster end together.
      etcd: isLasting ? etcd : null,
      audit,
      // Each begin is a new agent, and the one before has ended its own.
      groups: isLasting ? GuestGroups.open() : null,
      historyScript: options.history && !options.ephemeral && !options.parent ? beside('history.mjs') : null,
      log,
    });
    agent.onShutdown = stop;
    agent.onRestart = () => void renewal.begin();
    agent.onRenumber = (next) => {
      if (givenId !== undefined) {
        log.error('another member has the ID that this node was given: give it another one', { id });
        return;
      }
      log.warn('another member has this ID: this node goes by another one from now on', { id, next });
      agent
        .stop()
        .then(() => begin(next))
        .catch((error: Error) => fail('omd', error));
    };
    listening = await agent.start();
    agent.join(map);
    return { id, pid: process.pid, socket: agent.socket, ...listening };
  };
  const renewal = new Renewal({
    script,
    agent: () => agent,
    state: () => ({ map: mapLine, port: listening?.port, secrets }),
    options,
    log,
  });
  process.on('SIGUSR2', () => void renewal.byItself());
  renewal.watchPredecessor();
  let isDraining = false;
  const drain = (): void => {
    const isOver = isDraining || drainAfterMs === 0;
    isDraining = true;
    if (isOver) stop();
    else void agent.drain(null).then(stop);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, drain);
  const rightfulId = givenId ?? ledger?.rightfulId() ?? 1;
  if (isLasting) await takeItsPlace(places, rightfulId);
  const ready = await begin(rightfulId);
  if (options.map === '-' || options.parent) {
    const lines = createInterface({ input: process.stdin });
    lines.once('line', (line) => {
      mapLine = line;
      agent.join(parseMap(line));
    });
    if (options.parent) lines.once('close', stop);
  }
  // For whoever started us: a person reads the log.
  if (!process.stdout.isTTY) process.stdout.write(`${JSON.stringify(ready)}\n`);
}
