import { createInterface } from 'node:readline';

const rl = createInterface({ input: process.stdin, output: process.stdout });
rl.question('name? ', (a) => {
  console.log('hi ' + a);
  rl.setPrompt('> ');
  rl.prompt();
  rl.on('line', (l) => {
    if (l === '3') rl.close();
  });
  rl.on('close', () => console.log('closed'));
});
