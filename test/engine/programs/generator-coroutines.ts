// Two coroutines, scheduled by turns.
import { tick } from './support/tick.ts';
function* worker(name: string, steps: number): Generator<void, string> { for (let i = 0; i < steps; i++) { log.push(`${name}${tick(i)}`); yield; } return `${name} done`; }
const log: string[] = [];
const ready = [worker('a', 3), worker('b', 1), worker('c', 2)];
while (ready.length > 0) { const next = ready.shift()!; const r = next.next(); if (r.done) log.push(r.value); else ready.push(next); }
console.log(log.join(' '));
