// npm run fuzz -- images [--count N] [--seed S]: so many mutants of snapshots, then a hundredth of them as tasks that run.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { capture } from '../../images/capture.ts';
import { Commands } from '../../support/commands.ts';
import { type Findings, fuzzImages } from './fuzz.ts';

export async function fuzzImagesAtLength(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { count: { type: 'string', default: '100000' }, seed: { type: 'string' } },
  });
  const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
  const count = Number(values.count);
  const commands = new Commands();
  try {
    const images: string[] = [];
    for (const program of readdirSync(join(process.cwd(), 'test/images/programs'))) {
      const name = basename(program, '.ts');
      images.push(join(commands.directory, `${name}.checkpoint`));
      await capture(commands, name, images.at(-1)!);
    }
    console.log(`fuzz: ${count} mutants of ${images.length} images, first seed ${seed}`);
    const { hostScript } = commands;
    const progress = (done: number, name: string): void =>
      console.log(`fuzz: ${done} of this image, at ${name}`);
    report(await fuzzImages({ hostScript, images, count, seed, run: false, progress }));
    console.log('fuzz: and as tasks that run');
    report(await fuzzImages({ hostScript, images, count: Math.ceil(count / 100), seed, run: true }));
  } finally {
    await commands.run('mosctl', ['shutdown']);
    commands.remove();
  }
}

function report({ refused, taken, reasons, found }: Findings): void {
  for (const [reason, times] of [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 25))
    console.log(`${times}\t${reason}`);
  console.log(`fuzz: ${refused} refused, ${taken} taken as other values, ${found.length} findings`);
  for (const each of found) console.log(each);
  if (found.length > 0) process.exitCode = 1;
}
