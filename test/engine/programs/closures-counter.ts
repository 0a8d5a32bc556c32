import { tick } from './support/tick.ts';

const counter = (start = 0, step = tick(1)) => ({ up: () => (start += tick(step)), down: () => (start -= step), get value() { return start; }, set step(v: number) { step = v; } });
const [a, b] = [counter(), counter(10, 5)];
a.up(); a.up(); b.down(); b.step = tick(100); b.up();
console.log(a.value, b.value, a.down(), b.down());
