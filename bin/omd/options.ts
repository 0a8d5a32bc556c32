import { Command, Option } from 'commander';
import type { LogLevel } from '../../agent/log.ts';
import type { Advertised } from '../../agent/membership/own-addresses.ts';
import type { DnsDomain } from '../../discovery/dns/domain.ts';
import { MAX_DRAIN_MS } from '../../protocol/limits.ts';
import { version } from '../command.ts';
import { addEtcdOptions, type EtcdOptions } from './etcd.ts';
import { addressesOf, domain, domains, type Finding } from './finding.ts';
import { addRenewalOptions } from './successor.ts';
import { address, number, receiver } from './values.ts';

/** Of a machine that is being switched off: its supervisor waits that long, and a while for what is left (agent/install/unit.ts). */
export const DRAIN_AFTER_S = 30;

/** As its command line says. */
export interface Options extends Finding, EtcdOptions {
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

/** What omd understands. */
export function omdCommand(): Command {
  const omd = new Command('omd')
    .description(
      'The omosix agent: makes this machine a node of its cluster, of which it knows the members since it joined.',
    )
    .version(version(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    // Refused in our words.
    .allowExcessArguments()
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
  addEtcdOptions(omd)
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
      new Option(
        '--parent',
        'a node of a private cluster: end with standard input, leave nothing',
      ).hideHelp(),
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
  addRenewalOptions(omd);
  return omd;
}
