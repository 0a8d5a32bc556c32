/**
 * The examples of Node's own documentation under plain node and under omrun, each in a directory of its own, compared.
 *
 *     npm run test:docs -- [DIR] [--pages fs,net,…] [--only fs.md:120] [--sample N] [--seed S] [--move MS]
 *
 * DIR is doc/api of a checkout of nodejs/node; without one the examples are those of the comments in @types/node, which come from there.
 * They are fragments: many fail under node as well, for want of a file or a variable, and then have to fail with the same words. What
 * prints something else each time under plain node (times, numbers of processes, ports) is not compared.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Commands } from '../support/commands.ts';
import { type Choice, choose } from './choose.ts';
import { examplesBelow } from './extract.ts';
import { LIMIT_MS, type Outcome, outcomeOf, PATIENCE_MS, sameIn } from './outcome.ts';

const TYPES = fileURLToPath(new URL('../../node_modules/@types/node/', import.meta.url));
const DEFAULT_PAGES =
  'fs,process,child_process,worker_threads,net,http,dgram,readline,stream,events,timers,url,util,path,os,zlib,crypto,buffer,string_decoder,querystring,assert,async_hooks,console,dns,perf_hooks,diagnostics_channel,tty,globals';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pages: { type: 'string', default: DEFAULT_PAGES },
    only: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    move: { type: 'string' },
  },
});

const directory = resolve(positionals[0] ?? TYPES);
const choice: Choice = {
  pages: values.pages.split(','),
  only: values.only ?? null,
  sample: values.sample === undefined ? null : Number(values.sample),
  seed: Number(values.seed),
};
const examples = choose(examplesBelow(directory), choice);
if (examples.length === 0) {
  console.error(
    `no examples in ${directory} of ${values.only ?? values.pages}; DIR holds the pages (*.md) of doc/api of nodejs/node`,
  );
  process.exit(2);
}

const commands = new Commands();
const places = mkdtempSync(join(tmpdir(), 'omosix-docs-'));
const moving = values.move === undefined ? [] : ['--nodes', '2', '--migrate-every', values.move];
let made = 0;

/** Each run has the same name for its directory and for its file. */
async function tried(
  code: string,
  format: string,
  under: 'node' | 'omrun',
  limitMs = LIMIT_MS,
): Promise<Outcome> {
  const place = join(places, String(++made), 'example');
  mkdirSync(place, { recursive: true });
  const file = join(place, `example.${format}`);
  writeFileSync(file, code);
  const args = under === 'node' ? [file] : [commands.path('omrun'), ...moving, file];
  const outcome = await outcomeOf(args, place, under === 'node' ? process.env : commands.env, limitMs);
  rmSync(join(places, String(made)), { recursive: true, force: true });
  return outcome;
}

const counts = { same: 0, 'fails alike': 0, refused: 0, unsteady: 0, DIFFERS: 0 };
try {
  for (const { name, format, code } of examples) {
    const plain = await tried(code, format, 'node');
    const limitMs = plain.code === null ? LIMIT_MS : PATIENCE_MS;
    const ours = await tried(code, format, 'omrun', limitMs);
    let difference = sameIn(plain, ours);
    let verdict: keyof typeof counts = plain.code === 0 ? 'same' : 'fails alike';
    if (difference.length > 0) {
      verdict = 'DIFFERS';
      if (ours.stderr.includes('ERR_OMOSIX_UNSUPPORTED') || ours.stdout.includes('ERR_OMOSIX_UNSUPPORTED'))
        verdict = 'refused';
      else if (sameIn(plain, await tried(code, format, 'node')).length > 0) verdict = 'unsteady';
      else if (sameIn(plain, await tried(code, format, 'omrun', limitMs)).length === 0) difference = [];
      if (difference.length === 0) verdict = 'unsteady';
    }
    counts[verdict]++;
    if (verdict === 'DIFFERS' || verdict === 'refused') {
      console.log(`${verdict}  ${name}`);
      for (const line of difference) console.log(`    ${line}`);
    }
  }
} finally {
  commands.remove();
  rmSync(places, { recursive: true, force: true });
}
const sums = Object.entries(counts).map(
  ([verdict, count]) => `${count} ${verdict === 'DIFFERS' ? 'different' : verdict}`,
);
console.log(`${examples.length} examples: ${sums.join(', ')}`);
process.exitCode = counts.DIFFERS > 0 ? 1 : 0;
