import { tick } from './support/tick.ts';

const rules: Record<string, [string, string, -1 | 1]> = { 'A0': ['B', '1', 1], 'A1': ['B', '1', -1], 'B0': ['A', '1', -1], 'B1': ['H', '1', 1] };
const tape = new Map<number, string>();
let [state, at, steps] = ['A', 0, 0];
while (state !== 'H') { const [next, write, move] = rules[state + (tape.get(at) ?? '0')]!; tape.set(at, write); state = tick(next); at += move; steps++; }
console.log(steps, [...tape].sort(([a], [b]) => a - b).map(([, v]) => v).join(''));
