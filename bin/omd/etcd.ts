import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { OmosixError } from '../../protocol/errors.ts';
import { type EtcdAccess, etcdEndpoint, etcdPrefix } from '../../protocol/ha.ts';
import { MAX_ETCD_ENDPOINTS } from '../../protocol/limits.ts';

/** How a node reaches etcd, and what etcd wants to see. */
export interface EtcdOptions {
  etcd?: string[];
  etcdPrefix: string;
  etcdCa?: string;
  etcdCert?: string;
  etcdKey?: string;
  etcdUser?: string;
  etcdPasswordFile?: string;
}

const PASSWORD = 'OMOSIX_ETCD_PASSWORD';
const CLIENT_PORT = 2379;

export const addEtcdOptions = (program: Command): Command =>
  program
    .addOption(
      new Option(
        '--etcd <URL[,…]>',
        'the members of the etcd that decides where the deputies of tasks with --ha are: http://HOST:2379 or https://…; say it again, or list them',
      )
        .env('OMOSIX_ETCD')
        .argParser(endpoints),
    )
    .option(
      '--etcd-ca <FILE>',
      'who has certified etcd, in PEM form (default: whom Node.js trusts)',
      resolved,
    )
    .option('--etcd-cert <FILE>', 'this client, certified, for an etcd that asks for that', resolved)
    .option('--etcd-key <FILE>', 'the private key of that', resolved)
    .option('--etcd-user <NAME>', 'who is to be let in by a password')
    .option('--etcd-password-file <FILE>', `where that is (else: the environment's ${PASSWORD})`, resolved)
    .option(
      '--etcd-prefix <PREFIX>',
      'how keys begin there: one for all nodes of a cluster',
      prefix,
      'omosix',
    );

/** Null without `--etcd`. @throws OmosixError EUSAGE in one line */
export async function etcdOf(options: EtcdOptions): Promise<EtcdAccess | null> {
  const { etcd, etcdPrefix: prefix, etcdCa, etcdCert, etcdKey, etcdUser, etcdPasswordFile } = options;
  const besides = {
    '--etcd-ca': etcdCa,
    '--etcd-cert': etcdCert,
    '--etcd-key': etcdKey,
    '--etcd-user': etcdUser,
  };
  if (!etcd) {
    const lonely = Object.entries(besides).find(([, value]) => value !== undefined);
    if (lonely) throw new OmosixError('EUSAGE', `${lonely[0]} goes with --etcd`);
    return null;
  }
  const access: EtcdAccess = {
    endpoints: etcd,
    prefix,
    ca: etcdCa ?? null,
    cert: etcdCert ?? null,
    key: etcdKey ?? null,
    user: etcdUser ?? null,
    passwordFile: etcdPasswordFile ?? null,
    password:
      etcdPasswordFile === undefined && etcdUser !== undefined ? (process.env[PASSWORD] ?? null) : null,
  };
  // Said now, while somebody is looking.
  (await import('../../agent/ha/etcd/credentials.ts')).credentialsOf(access);
  return access;
}

/** Nobody that the agent starts has to know it. */
export function forgetPassword(): Record<string, string> {
  const password = process.env[PASSWORD];
  delete process.env[PASSWORD];
  return password === undefined ? {} : { [PASSWORD]: password };
}

const resolved = (path: string): string => resolve(path);

function endpoints(text: string, before: string[] = []): string[] {
  const all = [...before, ...text.split(',').filter(Boolean).map(endpoint)];
  if (all.length === 0) throw new InvalidArgumentError('It names nobody.');
  if (all.length > MAX_ETCD_ENDPOINTS)
    throw new InvalidArgumentError(`At most ${MAX_ETCD_ENDPOINTS} are taken.`);
  return [...new Set(all)];
}

/** With its port, which is etcd's own where none is named. */
function endpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const bare = text.replace(/\/$/, '');
  if (!url || !etcdEndpoint.safeParse(bare).success)
    throw new InvalidArgumentError(
      "It must be URLs such as 'http://10.0.0.1:2379' or 'https://etcd.example.org'.",
    );
  // URL leaves out a port that is its protocol's own.
  const isNamed = /:\d+$/.test(bare);
  return isNamed ? bare : `${bare}:${CLIENT_PORT}`;
}

function prefix(text: string): string {
  if (!etcdPrefix.safeParse(text).success)
    throw new InvalidArgumentError("It must be names between slashes, e.g. 'omosix' or 'prod/omosix'.");
  return text;
}
