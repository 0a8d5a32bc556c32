import { tick } from './support/tick.ts';

const build = (d: number, path: number[] = []): (() => string)[] => (d === 0 ? [() => tick(path.join('.'))] : [1, 2].flatMap((k) => [...build(d - 1, [...path, k]), () => `${d}:${k}`]));
const all = build(3);
console.log(all.length, all.map((f) => f()).join(' '));
