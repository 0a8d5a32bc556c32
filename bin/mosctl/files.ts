import { resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import { OmosixError } from '../../protocol/errors.ts';
import type { ExportMode, ExportRoot } from '../../protocol/node.ts';
import { type Column, plain } from '../../tui/table.ts';
import { printTable } from '../command.ts';
import { onThisMachine } from '../over-ssh.ts';
import { isOn, withAgent } from './reach.ts';

const columns: Column<ExportRoot>[] = [
  { title: 'MODE', value: ({ mode }) => mode },
  { title: 'PATH', value: ({ path }) => plain(path) },
];

/** Of a node's announcement, in a few words. */
export function exportsInWords(exports: readonly ExportRoot[] = [], more = 0): string {
  if (exports.length === 0) return 'serves no files';
  const listed = exports.map(({ path, mode }) => `${plain(path)} (${mode})`).join(', ');
  return `serves ${listed}${more > 0 ? ` and ${more} more` : ''}`;
}

export function addFiles(mosctl: Command): void {
  mosctl
    .command('export')
    .description('show, add and take out the directories of this node that the cluster may use as /mfs/ID/…')
    .argument('[PATH]', 'an existing directory, with all below it')
    .addArgument(new Argument('[MODE]', 'read only, or read and write').choices(['ro', 'rw']))
    .option('-d, --delete', 'take PATH out')
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      `
Nothing is served until its user says so. Served it is to members with the grant 'files' (mosctl grant), with the rights of
this node's agent. A directory inside another one has its own mode. In a private cluster (omrun --nodes) all nodes serve '/'.
It is kept over restarts, and all nodes see it.

Examples:
  mosctl export                       what is served
  mosctl export /home/ann/data ro     members may read it: omfs ls /mfs/1/home/ann/data
  mosctl export /srv/scratch rw       and change this
  mosctl export -d /srv/scratch       no longer, at once
  mosctl nomfs                        nothing at all for the time being`,
    )
    .action(
      (path: string | undefined, mode: ExportMode | undefined, options: { delete?: true; json?: true }) => {
        const change = changeOf(path, mode, options.delete === true);
        if (path !== undefined) onThisMachine('what is exported');
        return withAgent(async (client) => {
          const { roots, isServed } = await client.exports(change.path, change.mode);
          if (options.json) process.stdout.write(`${JSON.stringify({ roots, isServed }, null, 2)}\n`);
          else if (roots.length === 0) process.stdout.write('no directory is exported\n');
          else printTable(columns, roots);
          if (!isServed && !options.json)
            process.stdout.write("none of it is served now: 'mosctl mfs' begins again\n");
        });
      },
    );
}

function changeOf(
  path: string | undefined,
  mode: ExportMode | undefined,
  isOut: boolean,
): { path: string | null; mode: ExportMode | null } {
  if (path === undefined) {
    if (isOut) throw new OmosixError('EUSAGE', 'export -d: which PATH?');
    return { path: null, mode: null };
  }
  if (isOut && mode !== undefined)
    throw new OmosixError('EUSAGE', `export -d PATH takes it out: no '${mode}'`);
  if (!isOut && mode === undefined)
    throw new OmosixError('EUSAGE', `export ${path}: 'ro' for reading, or 'rw' for changes, too?`);
  if (isOn() && !path.startsWith('/'))
    throw new OmosixError('EUSAGE', `export ${path}: the path on another node begins with '/'`);
  return { path: isOn() ? path : resolve(path), mode: mode ?? null };
}
