import { Command } from 'commander';
import yargs from 'yargs';

const argv = yargs(['build', '--out', 'dir', '-vv', '--no-colour', 'a', 'b']).command('build [files..]', 'builds').option('v', { count: true }).parse();
console.log(argv);
const program = new Command().name('thing').exitOverride().configureOutput({ writeErr: (text) => console.log('err', text) });
program.command('add <numbers...>').option('-p, --precision <n>', 'digits', Number, 2).action((numbers, { precision }) => console.log(numbers.map(Number).reduce((a, b) => a + b).toFixed(precision)));
program.parse(['add', '1', '2.5', '-p', '3'], { from: 'user' });
console.log(program.helpInformation());
try {
  program.parse(['addd'], { from: 'user' });
} catch ({ code }) {
  console.log(code);
}
