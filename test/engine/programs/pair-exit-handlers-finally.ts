import { tick } from './support/tick.ts';

process.on('exit', (code) => { for (let i = 0; i < 2; i++) console.log('exit', code, tick(i)); });
process.on('beforeExit', () => { if (!again) { again = true; setTimeout(() => console.log('more', tick(1)), 0); } });
let again = false;
function f() { try { return tick('value'); } finally { console.log('finally'); process.exitCode = 3; } }
console.log(f());
