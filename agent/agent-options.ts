import type { Discovery } from '../discovery/discovery.ts';
import type { EtcdAccess } from '../protocol/ha.ts';
import type { Log } from '../protocol/ports.ts';
import type { Audit } from './audit/audit.ts';
import type { GuestGroups } from './confine/groups/guest-groups.ts';
import type { Ledger } from './membership/ledger.ts';
import type { Advertised } from './membership/own-addresses.ts';
import type { Places } from './places.ts';

export interface AgentOptions {
  id: number;
  name: string;
  version: string;
  places: Places;
  /** Where peers may connect; null for an agent without any. `orElse`: on any free port, kept, where that one is taken. */
  listen: { host: string; port: number; orElse?: boolean } | null;
  /** Addresses that others are told besides. */
  advertised: readonly Advertised[];
  /** Who is a member; null for an agent without a members' book. */
  ledger: Ledger | null;
  /** Finds others; null where nobody is to be looked for. */
  discovery: Discovery | null;
  beatMs: number;
  lostAfterMs: number;
  /** So long its guests may take to leave before it ends. */
  drainAfterMs: number;
  /**
   * Why what would begin in its place when it begins anew cannot, in words, for tasks whose home is here (`hasTasks`) too; null where it can.
   * Null for an agent that does not begin anew.
   */
  renewal: ((hasTasks: boolean) => Promise<string | null>) | null;
  /** One of several nodes on this machine that live and die with one omrun. */
  isPrivate: boolean;
  /** Of a private cluster's node: its OMOSIX_HOME, which ends with it. */
  ownHome: string | null;
  /** Serves this machine's own tasks only. */
  isEphemeral: boolean;
  /** An ephemeral agent that nobody needs any more ends after so long. */
  idleMs: number;
  /** dist/host.cjs */
  hostScript: string;
  /** A directory where V8's code of that is kept. */
  hostCode: string;
  /** dist/exports.mjs */
  exportScript: string;
  /** dist/history.mjs; null for an agent that keeps no history. */
  historyScript: string | null;
  /** Where Prometheus may scrape; null: nowhere. */
  metrics: { host: string; port: number } | null;
  /** Commands and URLs that are told when something goes wrong. */
  alerts: readonly string[];
  /** How etcd is reached, for tasks with `--ha`; null: not at all. */
  etcd: EtcdAccess | null;
  /** Null where guests have no control groups. */
  groups: GuestGroups | null;
  /** Null for an agent that keeps none. */
  audit: Audit | null;
  log: Log;
}
