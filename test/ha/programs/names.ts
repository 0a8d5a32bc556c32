// The names that mean another node for each task: after a takeover, too, what they have meant. Its arguments: a directory below a node, that node, rounds.
import fs from 'node:fs';
const directory = process.argv[2]!;
const rounds = Number(process.argv[3]);
const [, , node, ...rest] = directory.split('/');
const inside = `/${rest.join('/')}`;
const which = (name: string): string => fs.realpathSync(`/mfs/${name}${inside}`).split('/')[2]!;
fs.writeFileSync('/proc/self/selected', node!);
fs.writeFileSync(`/mfs/magic${inside}/made`, 'once');
const [selected, magic, last] = [which('selected'), which('magic'), which('lastexec')];
for (let i = 0; i < rounds; i++) {
  const now = [which('selected'), which('magic'), which('lastexec')].join();
  console.log(i, now === [selected, magic, last].join() && selected === node ? 'as before' : `now ${now}, not ${selected},${magic},${last}`);
  await new Promise((resolve) => setTimeout(resolve, 15));
}
