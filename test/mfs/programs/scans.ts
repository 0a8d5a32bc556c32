// Goes through a directory again and again while it changes; prints the same wherever that is. Its arguments: the directory, and its plain name.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { join } from 'node:path';

const [, , dir, real] = process.argv as string[];
const shown = (text: string): string => text.replaceAll(dir!, 'DIR');
const at = (name: string): string => `${dir}/${name}`;
const numbered = (i: number): string => `f${String(i).padStart(3, '0')}`;
const COUNT = 120;

for (let i = 0; i < COUNT; i++) fs.writeFileSync(at(numbered(i)), `content ${i} `.repeat(1 + (i % 50)));
fs.writeFileSync(at('f010'), '');
fs.writeFileSync(at('f020'), Buffer.alloc(300_000, 'large'));
fs.rmSync(at('f030'));
fs.mkdirSync(at('f030'));
fs.rmSync(at('f040'));
fs.symlinkSync('f041', at('f040'));
fs.rmSync(at('f050'));
fs.symlinkSync('nowhere', at('f050'));

function told(run: () => unknown): string {
  try {
    return String(run());
  } catch (error) {
    const { name, message, code, errno, syscall, path } = error as NodeJS.ErrnoException;
    return shown(JSON.stringify({ name, message, code, errno, syscall, path }));
  }
}
const sum = (bytes: Uint8Array): string => `${bytes.length}:${bytes.reduce((a, b) => (a * 31 + b) >>> 0, 0)}`;
const statOf = (stat: fs.Stats): string =>
  `${stat.size} ${stat.mode.toString(8)} ${stat.nlink} ${stat.isFile()} ${stat.mtimeMs > 1e12}`;

/** Each entry, and what `meanwhile` does before some of them. */
function scan(what: string, meanwhile: (name: string) => void = () => {}): void {
  const lines: string[] = [];
  for (const name of fs.readdirSync(dir!)) {
    meanwhile(name);
    lines.push(
      `${name} ${told(() => sum(fs.readFileSync(at(name))))} ${told(() => statOf(fs.statSync(at(name))))}`,
    );
  }
  console.log(`${what}\n${lines.join('\n')}`);
}

scan('as it is');
scan('with its own writes', (name) => {
  if (name === 'f060') fs.writeFileSync(at('f061'), 'written whole');
  if (name === 'f070') {
    const fd = fs.openSync(at('f072'), 'r+');
    for (let i = 0; i < 5; i++) fs.writeSync(fd, `piece ${i}`);
    fs.closeSync(fd);
    fs.appendFileSync(at('f073'), 'more');
  }
  if (name === 'f080') fs.renameSync(at('f081'), at('f082'));
  if (name === 'f090') fs.unlinkSync(at('f091'));
});
scan('with those of another program, which it waits for', (name) => {
  if (name === 'f064') execFileSync('/bin/sh', ['-c', `echo changed > '${real}/f065'; rm '${real}/f066'`]);
});
// A descriptor that is written to without waiting.
const fd = fs.openSync(at('f100'), 'w');
scan('with a file that grows', () => fs.writeSync(fd, 'grows '));
fs.closeSync(fd);

const types = fs.readdirSync(dir!, { withFileTypes: true });
console.log(
  types
    .map((entry) => told(() => statOf(fs.lstatSync(join(dir!, entry.name)))) + entry.isSymbolicLink())
    .join('\n'),
);
const big = types.map((entry) => told(() => fs.statSync(at(entry.name), { bigint: true }).size));
console.log(big.join(' '));
// Every third, twice each.
const thirds = fs.readdirSync(dir!).filter((_, i) => i % 3 === 0);
console.log(thirds.map((name) => told(() => fs.statSync(at(name)).size + fs.statSync(at(name)).size)).join(' '));

const awaited: string[] = [];
for (const name of await fsp.readdir(dir!)) {
  awaited.push(
    await fsp.readFile(at(name)).then(sum, (error) => shown(error.message)),
    await fsp.stat(at(name)).then(statOf, (error) => shown(error.message)),
  );
  if (name === 'f110') await fsp.writeFile(at('f111'), 'after all');
}
console.log(awaited.join('\n'));
const names = await fsp.readdir(dir!);
const together = await Promise.allSettled(names.map((name) => fsp.readFile(at(name), 'utf8')));
console.log(
  together
    .map((each) => (each.status === 'fulfilled' ? String(each.value.length) : shown(each.reason.message)))
    .join('\n'),
);
const sizes = await new Promise<string[]>((resolve) => {
  const found: string[] = [];
  const next = (i: number): void => {
    if (i === names.length) return resolve(found);
    fs.stat(at(names[i]!), (error, stat) => {
      found.push(error ? shown(error.message) : statOf(stat));
      next(i + 1);
    });
  };
  next(0);
});
console.log(sizes.join('\n'));
