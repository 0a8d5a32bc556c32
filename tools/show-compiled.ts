/** Prints what the compiler makes of a program: `node tools/run-ts.mjs tools/show-compiled.ts FILE [--factories | --points]`. */
import { resolve } from 'node:path';
import { compileProgram } from '../migrator/bundle/index.ts';
import { wholeFactories } from '../migrator/host/factories.ts';

const [file, what] = process.argv.slice(2);
const { image } = await compileProgram(resolve(file!));
if (what === '--factories') console.log(wholeFactories(image).text);
else if (what === '--points')
  for (const f of image.functions)
    for (const [pc, p] of f.points.entries())
      console.log(`${f.name} ${f.id}:${pc} ${p.kind} line ${p.line}: ${p.live.join(' ')}`);
else console.log(image.code);
