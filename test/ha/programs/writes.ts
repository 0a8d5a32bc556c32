// Writes to files of another node in every way: at the end, at places, anew; makes, renames and removes.
import fs from 'node:fs';
import { appendFile, open } from 'node:fs/promises';
import { createHash } from 'node:crypto';
const directory = process.argv[2]!;
const rounds = Number(process.argv[3] ?? 25);
const at = (name: string): string => `${directory}/${name}`;
const file = fs.openSync(at('log'), 'a');
const places = await open(at('places'), 'w+');
for (let i = 0; i < rounds; i++) {
  fs.writeSync(file, `line ${i}\n`);
  await appendFile(at('more'), `more ${i}\n`);
  await places.write(`${i};`);
  fs.mkdirSync(at(`dir${i}`));
  fs.writeFileSync(at(`dir${i}/new`), `content ${i}`, { flag: 'wx' });
  fs.renameSync(at(`dir${i}/new`), at(`dir${i}/old`));
  if (i > 0) fs.unlinkSync(at(`dir${i - 1}/old`));
  if (i > 0) fs.rmdirSync(at(`dir${i - 1}`));
  console.log(i, fs.readdirSync(directory).length, fs.statSync(at('log')).size);
  await new Promise((resolve) => setTimeout(resolve, 15));
}
await places.close();
fs.closeSync(file);
const hash = (name: string): string => createHash('sha256').update(fs.readFileSync(at(name))).digest('hex');
console.log(hash('log'), hash('more'), hash('places'));
