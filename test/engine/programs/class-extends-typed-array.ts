import { tick } from './support/tick.ts';

class Vec extends Float64Array { dot(o: Vec) { let s = 0; for (let i = 0; i < this.length; i++) s += this[i]! * tick(o[i]!); return s; } get norm() { return Math.sqrt(this.dot(this)); } }
const [a, b] = [Vec.of(1, 2, 3) as Vec, Vec.from([4, 5, 6]) as Vec];
console.log(a.dot(b), Vec.of(3, 4) instanceof Vec, (Vec.of(3, 4) as Vec).norm, a.map((x) => tick(x) * 2) instanceof Vec, a.subarray(1).constructor.name);
