#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { daemonize } from '../agent/daemon.ts';
import { absolute } from '../agent/install/arguments.ts';
import { ownEntry } from '../agent/own-entry.ts';
import { placesOf } from '../agent/places.ts';
import { OmosixError } from '../protocol/errors.ts';
import { fail } from './command.ts';
import { offerCompletion } from './completion.ts';
import { readMap } from './map-file.ts';
import { etcdOf } from './omd/etcd.ts';
import { join, withoutJoin } from './omd/join.ts';
import { DRAIN_AFTER_S, type Options, omdCommand } from './omd/options.ts';
import { recordsOf } from './omd/records.ts';
import { speaks } from './omd/renewal.ts';
import { listenOf, nameOf } from './omd/self.ts';
import { serve } from './omd/serve.ts';

const program = omdCommand();
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

  await serve({ options, places, script, etcd, map, own });
}

// Nobody may read the first line, or read on: an agent must not die of that.
process.stdout.on('error', () => {});
main().catch((error: Error) => fail('omd', error));
