#!/usr/bin/env node
import { hostname } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { Agent } from '../agent/agent.ts';
import type { AgentOptions } from '../agent/agent-options.ts';
import { Audit } from '../agent/audit/audit.ts';
import { GuestGroups } from '../agent/confine/groups/guest-groups.ts';
import { daemonize } from '../agent/daemon.ts';
import { giveHeapRoom } from '../agent/heap-room.ts';
import { absolute } from '../agent/install/arguments.ts';
import { createLog, type LogLevel } from '../agent/log.ts';
import { keptPort, ledgerOf } from '../agent/membership/identity.ts';
import type { Advertised } from '../agent/membership/own-addresses.ts';
import { ownEntry } from '../agent/own-entry.ts';
import { type Places, placesOf } from '../agent/places.ts';
import { systemClock } from '../agent/system-clock.ts';
import type { DnsDomain } from '../discovery/dns/domain.ts';
import { type MapEntry, parseMap } from '../discovery/static-map.ts';
import { OmosixError } from '../protocol/errors.ts';
import { MAX_DRAIN_MS } from '../protocol/limits.ts';
import { nodeName } from '../protocol/node.ts';
import { fail, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { readMap } from './map-file.ts';
import { addEtcdOptions, type EtcdOptions, etcdOf, forgetPassword } from './omd/etcd.ts';
import { addressesOf, discoveryOf, domain, domains, type Finding } from './omd/finding.ts';
import { join, withoutJoin } from './omd/join.ts';
import { takeItsPlace } from './omd/predecessor.ts';
import { recordsOf } from './omd/records.ts';
import { renewalRefusal, speaks } from './omd/renewal.ts';
import { addRenewalOptions, Renewal } from './omd/successor.ts';
import { address, number, receiver } from './omd/values.ts';

interface Options extends Finding, EtcdOptions {
  foreground?: true;
  detached?: true;
  successor?: true;
  speaks?: true;
  id?: number;
  name?: string;
  listen?: { host: string; port: number };
  dnsRecords?: DnsDomain;
  advertise?: Advertised[];
  alert?: string[];
  history: boolean;
  metrics?: { host: string; port: number };
  map?: string;
  join?: string;
  ephemeral?: true;
  idleAfter: number;
  parent?: true;
  hostCode?: string;
  beatMs?: number;
  lostAfter: number;
  drainAfter?: number;
  quiet?: true;
  logLevel: LogLevel;
  key?: true;
  install?: true;
  uninstall?: true;
}

/** What an agent says of itself when it listens. */
interface Ready {
  id: number;
  pid: number;
  socket: string;
}

/** Of a machine that is being switched off: its supervisor waits that long, and a while for what is left (agent/install/unit.ts). */
const DRAIN_AFTER_S = 30;
const PRIVATE_BEAT_MS = 250;
const BEAT_MS = 1000;

const program = new Command('omd')
  .description(
    'The omosix agent: makes this machine a node of its cluster, of which it knows the members since it joined.',
  )
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('-n, --foreground', 'stay in the foreground; log to standard error')
  .option('--join <TOKEN>', "become a member of a cluster: 'mosctl invite' on a member prints the token")
  .option(
    '--map <FILE>',
    "the nodes of the cluster, in openMosix's or JSON form; '-': one line of JSON on standard input",
  )
  .option('--id <ID>', "this node's ID; else found in the map by key or address", number(1, 65535))
  .option('--name <NAME>', "this node's name (default: the host's)")
  .option(
    '--listen <HOST:PORT>',
    'where peers connect (default: as the map says, else 0.0.0.0:4712); port 0: any free one',
    address,
  )
  .addOption(
    new Option(
      '-i, --interface <IF[,IF…]>',
      'look for other nodes on these interfaces (default: all but loopback)',
    )
      .env('OMOSIX_INTERFACE')
      .argParser((text) => text.split(',').filter(Boolean)),
  )
  .option('-m, --ttl <N>', 'of the multicast packets by which nodes find each other', number(1, 255), 255)
  .addOption(
    new Option(
      '--dns <DOMAIN[,…]>',
      'look for other nodes in DNS: DOMAIN or DOMAIN@SERVER[:PORT], as DNS-SD, as SRV records or as plain addresses',
    )
      .env('OMOSIX_DNS')
      .argParser(domains),
  )
  .option(
    '--advertise <HOST[:PORT][,…]>',
    'tell other members these addresses first, for a node behind NAT or in a container',
    addressesOf,
  )
  .option('--no-mdns', 'do not announce this node, nor look for others on the local network')
  .option(
    '--lost-after <S>',
    'give a silent node up after so many seconds; tasks may ask for longer',
    number(1, 86_400),
    60,
  )
  .option(
    '--drain-after <S>',
    'told to end by a signal, give guests so many seconds to leave (default: 30); a second signal ends it at once',
    number(0, MAX_DRAIN_MS / 1000),
  )
  .option('--beat-ms <MS>', 'time between announcements (default: 1000)', number(50, 60_000))
  .option('--ephemeral', 'serve only tasks of this machine; end when idle')
  .option('--idle-after <S>', 'with --ephemeral: idle for so many seconds', number(1, 86_400), 60)
  .option(
    '--metrics <[HOST:]PORT>',
    'metrics for Prometheus at http://127.0.0.1:PORT/metrics; anybody who can connect reads them',
    (text) => address(/^\d+$/.test(text) ? `127.0.0.1:${text}` : text),
  )
  .addOption(
    new Option(
      '--alert <COMMAND|URL>',
      'tell it when a node is down or back, a task of this home is lost or fails, memory is short, a disk full: a JSON object on its standard input, or posted; several: say it again',
    )
      .env('OMOSIX_ALERT')
      .argParser((text, before: string[] = []) => [...before, receiver(text)]),
  );
addEtcdOptions(program)
  .option('--no-history', 'do not keep what happens (omhist)')
  .option('--key', "print this node's public key, for maps, and end")
  .option(
    '--dns-records <DOMAIN>',
    'print the records by which DOMAIN lists this node, for its zone file or nsupdate, and end',
    domain,
  )
  .option(
    '--install',
    'make it start with your session, with the other options given here: a systemd user unit',
  )
  .option('--uninstall', 'end it and remove that unit')
  .addOption(
    new Option('--parent', 'a node of a private cluster: end with standard input, leave nothing').hideHelp(),
  )
  .addOption(new Option('--host-code <directory>', "where V8's code of hosts is kept").hideHelp())
  .addOption(new Option('--detached', 'in the background already').hideHelp())
  .option('--quiet', 'log nothing')
  .addOption(
    new Option('--log-level <LEVEL>', 'least important to log')
      .choices(['debug', 'info', 'warn', 'error'])
      .default('info'),
  )
  .addHelpText(
    'after',
    `
Files ($OMOSIX_HOME moves them all):
  ~/.local/state/omosix/node-key     this node's identity (0600)
  ~/.local/state/omosix/members.json who is in the cluster; grants.json what each may do here
  ~/.local/state/omosix/omd.log      the log, unless -n
  $XDG_RUNTIME_DIR/omosix/agent.sock the control socket (else below /tmp)

Examples:
  omd                                run in the background, as a member of this machine's cluster
  omd --join omx1-AQAAZ…             become a member: the token is from 'mosctl invite' on a member
  omd -n --map /etc/omosix.map       in the foreground, as a node of the cluster in that map
  omd --key                          what to write into the others' maps
  omd --install -i eth0              start it now, and with each session
  omd --dns cluster.example.org      find the others in DNS, where multicast does not reach
  (omd --dns-records cluster.example.org | sed 's/^/update add /'; echo send) | nsupdate -k KEYFILE
                                     enter this node there
  omd --alert 'jq -r .text | mail -s omosix root'
                                     mail when something goes wrong
  omd --etcd http://10.0.0.1:2379,http://10.0.0.2:2379,http://10.0.0.3:2379
                                     tasks may outlive their home (omrun -d --ha)
  mosctl status                      who is there
  mosctl shutdown                    end it

Exit code: 0 after a shutdown, 1 if it cannot run, 2 for a wrong command line.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

addRenewalOptions(program);
await offerCompletion(program);

const script = fileURLToPath(import.meta.url);

async function main(): Promise<void> {
  program.parse();
  const options = program.opts<Options>();
  if (program.args.length > 0)
    throw new OmosixError('EUSAGE', `'${program.args[0]}' is not understood: omd takes options only`);
  if (options.speaks) {
    process.stdout.write(`${speaks()}\n`);
    return;
  }
  const etcd = await etcdOf(options);
  // Such a node ends without a trace: it must have a directory of its own to begin with.
  if (options.parent && !process.env.OMOSIX_HOME)
    throw new OmosixError('EUSAGE', '--parent needs OMOSIX_HOME');
  const places = placesOf(process.env);
  if (options.install && etcd?.password != null)
    throw new OmosixError('EUSAGE', '--install keeps no password: say where one is, --etcd-password-file');
  if (options.install || options.uninstall) {
    const { install } = await import('../agent/install/install.ts');
    const lines = await install(
      options.install === true,
      script,
      places,
      options.drainAfter ?? DRAIN_AFTER_S,
    );
    process.stdout.write(lines.map((line) => `omd: ${line}\n`).join(''));
    return;
  }
  const ownKey = async (): Promise<string> =>
    (await import('../agent/transport/keys.ts')).nodeKey(places.state).public;
  if (options.key) {
    process.stdout.write(`${await ownKey()}\n`);
    return;
  }
  const fromFile = options.map !== undefined && options.map !== '-';
  const map = fromFile ? readMap(options.map as string) : [];
  const own = fromFile ? ownEntry(map, options.id ?? null, await ownKey()) : null;
  const advertised = options.advertise ?? [];
  if (options.dnsRecords) {
    const id = options.id ?? own?.id ?? null;
    const self = {
      places,
      id,
      name: nameOf(options, own),
      listen: listenOf(options, own, places),
      advertised,
    };
    process.stdout.write(`${(await recordsOf(options.dnsRecords.name, self)).join('\n')}\n`);
    return;
  }
  if (options.join !== undefined)
    await join(options.join, {
      places,
      name: nameOf(options, null),
      listen: listenOf(options, null, places),
      advertised,
    });
  const isBackground = options.detached || options.ephemeral || options.parent;
  if (!options.foreground && !isBackground && options.map !== '-') {
    const args = absolute(withoutJoin(process.argv.slice(2)));
    const { id, pid } = JSON.parse(await daemonize(script, args));
    process.stdout.write(`omd: node ${id} runs, pid ${pid}\n`);
    process.exit(0);
  }

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
      hostScript: fileURLToPath(new URL('host.cjs', import.meta.url)),
      hostCode: options.hostCode ?? `${places.cache}/hosts`,
      exportScript: fileURLToPath(new URL('exports.mjs', import.meta.url)),
      metrics: options.metrics ?? null,
      alerts: options.alert ?? [],
      // Who has no peers has no replicas, and nodes of a private cluster end together.
      etcd: isLasting ? etcd : null,
      audit,
      // Each begin is a new agent, and the one before has ended its own.
      groups: isLasting ? GuestGroups.open() : null,
      historyScript:
        options.history && !options.ephemeral && !options.parent
          ? fileURLToPath(new URL('history.mjs', import.meta.url))
          : null,
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

function nameOf(options: Options, own: { name: string } | null): string {
  const name = options.name ?? own?.name ?? hostname();
  if (nodeName.safeParse(name).success) return name;
  throw new OmosixError('EUSAGE', "a node's name is 1 to 253 characters that can be printed: see --name");
}

function listenOf(options: Options, own: MapEntry | null, { state }: Places): AgentOptions['listen'] {
  if (options.listen) return options.listen;
  if (own) return { host: '0.0.0.0', port: own.port };
  if (options.ephemeral || options.parent) return null;
  return { host: '0.0.0.0', port: keptPort(state), orElse: true };
}

// Nobody may read the first line, or read on: an agent must not die of that.
process.stdout.on('error', () => {});
main().catch((error: Error) => fail('omd', error));
