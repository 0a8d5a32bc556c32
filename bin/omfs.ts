#!/usr/bin/env node
import { Command } from 'commander';
import { OmosixError } from '../protocol/errors.ts';
import { fail, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { cat } from './omfs/cat.ts';
import { removeUnfinished } from './omfs/copy-file.ts';
import { type CpOptions, cp } from './omfs/cp.ts';
import { type DfOptions, df } from './omfs/df.ts';
import { type FindOptions, find, findOptions } from './omfs/find.ts';
import { type LsOptions, ls } from './omfs/ls.ts';
import { isCluster, placeOf } from './omfs/place.ts';

const program = new Command('omfs')
  .description(
    'The files of all nodes, as /mfs/ID/PATH: lists, prints, copies and finds them, and shows what room there is.',
  )
  .version(version(), '--version', 'print the version')
  .helpOption('--help', 'print this help')
  .addHelpText(
    'after',
    `
/mfs/2/home/ann is /home/ann of node 2, as far as that node serves it (mosctl export) to this one (grant files); a node's
name does as well as its ID. All other paths are this machine's; where that has a directory /mfs of its own, write /./mfs.
Patterns in quotes are expanded, in the cluster's paths: omfs ls '/mfs/*/tmp'. The cluster is that of the user's own agent, or
else the newest private one (omrun --nodes).

Examples:
  omfs ls -l /mfs/2/home/ann
  omfs get -r /mfs/2/home/ann/results
  omfs put -p input.dat /mfs/3/tmp/
  omfs cp /mfs/2/tmp/a /mfs/3/tmp/b
  omfs find /mfs -name '*.log' -size +1M
  omfs df -h

Exit code: 0; 1 where something could not be done, 2 for a wrong command line, and of ls for what is not there.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

program
  .command('ls')
  .description('list files and directories')
  .argument('[PATH...]', 'default: /mfs')
  .helpOption('--help', 'print this help')
  .option('-a, --all', 'also names that begin with a dot')
  .option('-l, --long', 'mode, links, owner and group (numbers), size, time')
  .option('-h, --human-readable', 'sizes as 1.5K, 23M')
  .option('-d, --directory', 'directories themselves, not what is in them')
  .option('-R, --recursive', 'and all directories below')
  .option('--json', 'JSON, an array a directory')
  .action((paths: string[], options: LsOptions) => ls(paths, options));

program
  .command('cat')
  .description('print files')
  .argument('<FILE...>')
  .helpOption('--help', 'print this help')
  .action((files: string[]) => cat(files));

function copying(verb: string, description: string, operands: string): Command {
  return program
    .command(verb)
    .description(description)
    .argument('<PATH...>')
    .usage(`[options] ${operands}`)
    .helpOption('--help', 'print this help')
    .option('-r, --recursive', 'directories with all that is in them; links stay links')
    .option('-p, --preserve', 'keep mode, times and, where that may be, owner');
}

copying('cp', 'copy files, from anywhere to anywhere', 'FROM… TO').action(
  (paths: string[], options: CpOptions) => cp(paths, options),
);

copying('get', "copy files of the cluster to this machine; default: to '.'", 'FROM… [TO]').action(
  async (paths: string[], options: CpOptions) => {
    const last = await placeOf(paths.at(-1)!);
    const operands = isCluster(last) ? [...paths, '.'] : paths;
    for (const path of operands.slice(0, -1))
      if (!isCluster(await placeOf(path)))
        throw new OmosixError('EUSAGE', `get: ${path} is here already: get begins with /mfs/…`);
    return cp(operands, options, 'get');
  },
);

copying('put', 'copy files of this machine into the cluster', 'FROM… TO').action(
  async (paths: string[], options: CpOptions) => {
    if (!isCluster(await placeOf(paths.at(-1)!)))
      throw new OmosixError(
        'EUSAGE',
        `put: ${paths.at(-1)} is no place in the cluster: put ends with /mfs/…`,
      );
    return cp(paths, options, 'put');
  },
);

program
  .command('find')
  .description('find files by name, type and size')
  .argument('[PATH...]', 'default: .')
  .helpOption('--help', 'print this help')
  .option('--name <PATTERN>', "its name is like that, as '*.log'; find's -name will do, and so on")
  .option('--iname <PATTERN>', 'the same, capitals or not')
  .option('--type <LETTER>', 'f file, d directory, l link, p pipe, s socket, c or b device')
  .option('--size <N>', 'so many units, rounded up; +N more, -N fewer: c bytes, k, M, G, else 512 bytes')
  .option('--maxdepth <N>', 'so many levels down at most')
  .option('--mindepth <N>', 'and at least')
  .option('--print0', 'end each name with a zero byte')
  .option('--json', 'one JSON array')
  .action((paths: string[], options: FindOptions) => find(paths, options));

program
  .command('df')
  .description('room on the disks; default: of all that nodes serve')
  .argument('[PATH...]')
  .helpOption('--help', 'print this help')
  .option('-h, --human-readable', 'sizes as 1.5K, 23M')
  .option('--json', 'one JSON array')
  .action((paths: string[], options: DfOptions) => df(paths, options));

const EXAMPLES: Record<string, string> = {
  ls: 'omfs ls -l /mfs/2/home/ann',
  cat: 'omfs cat /mfs/lab7/etc/hostname',
  cp: 'omfs cp -r /mfs/2/tmp/a /mfs/3/tmp/b',
  get: 'omfs get -r /mfs/2/home/ann/results',
  put: 'omfs put -p input.dat /mfs/3/tmp/',
  find: "omfs find /mfs -name '*.log' -size +1M",
  df: 'omfs df -h',
};
for (const verb of program.commands)
  if (EXAMPLES[verb.name()]) verb.addHelpText('after', `\nExamples:\n  ${EXAMPLES[verb.name()]}`);

await offerCompletion(program);

const [node, script, verb, ...others] = process.argv as [string, string, ...string[]];
const dashed = others.map((one) =>
  findOptions.includes(one.slice(1)) && /^-\w/.test(one) ? `-${one}` : one,
);
const argv = verb === undefined ? [] : [verb, ...(verb === 'find' ? dashed : others)];

// The reader of a pipe may have enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    void removeUnfinished().finally(() => process.kill(process.pid, signal));
  });
program.parseAsync([node, script, ...argv]).then(
  () => process.exit(),
  (error: Error) => fail('omfs', error),
);
