// The names that mean another node for each task, as it moves. Its arguments: a directory, and a node.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';

const [dir, other] = process.argv.slice(2) as [string, string];
const which = (path: string): string => fs.realpathSync(path).replace(dir, 'DIR');
const where = (): string => which(`/mfs/here${dir}`);

fs.writeFileSync(`/mfs/home${dir}/at-home`, 'home');
console.log(fs.readFileSync(`${dir}/at-home`, 'utf8'), which(`/mfs/home${dir}`));
console.log('here', where(), 'lastexec', which(`/mfs/lastexec${dir}`));
fs.writeFileSync(`/mfs/magic${dir}/magic`, 'made here');
console.log('magic', which(`/mfs/magic${dir}/magic`), fs.readFileSync(`/mfs/magic${dir}/magic`, 'utf8'));
fs.writeFileSync('/proc/self/selected', other);
console.log('selected', which(`/mfs/selected${dir}`));
console.log('listed', fs.readdirSync('/mfs').join());
try {
  process.chdir(`/mfs/${other}${dir}`);
} catch (error) {
  console.log((error as NodeJS.ErrnoException).code, (error as Error).message.replaceAll(dir, 'DIR'));
}
try {
  fs.watch(`/mfs/${other}${dir}`);
} catch (error) {
  console.log((error as NodeJS.ErrnoException).code);
}
const stream = fs.openSync(`/mfs/${other}${dir}/stream`, 'w');
try {
  spawnSync('echo', ['lost'], { stdio: ['ignore', stream, 'ignore'] });
} catch (error) {
  console.log((error as Error).message);
}
try {
  spawn('echo', ['lost'], { stdio: ['ignore', stream, 'ignore'] });
} catch (error) {
  console.log((error as NodeJS.ErrnoException).code);
}
fs.closeSync(stream);
try {
  fs.readFileSync('/mfs/77/tmp/x');
} catch (error) {
  console.log((error as Error).message);
}
try {
  fs.renameSync(`${dir}/at-home`, `/mfs/${other}${dir}/elsewhere`);
} catch (error) {
  console.log((error as NodeJS.ErrnoException).code);
}
fs.copyFileSync(`${dir}/at-home`, `/mfs/${other}${dir}/elsewhere`);
console.log(fs.readFileSync(`${dir}/elsewhere`, 'utf8'));
console.log(fs.existsSync('/mfs/../mfs/1'), fs.existsSync(`${dir}/mfs`), fs.existsSync('/mfsx'));
