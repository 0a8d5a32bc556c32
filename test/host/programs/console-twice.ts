import { inspect } from 'node:util';

let shown = 0;
const once = { [inspect.custom]: () => `shown ${++shown} times, ${'x'.repeat(3000)}` };
for (let i = 0; i < 1000; i++) console.log(once);
console.log(shown);
