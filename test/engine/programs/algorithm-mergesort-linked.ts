import { tick } from './support/tick.ts';

type L = { v: number; next: L } | null;
const from = (a: number[]): L => a.reduceRight<L>((next, v) => ({ v, next }), null);
const merge = (a: L, b: L): L => (!a ? b : !b ? a : tick(a.v) <= b.v ? { v: a.v, next: merge(a.next, b) } : { v: b.v, next: merge(a, b.next) });
function sort(l: L): L { if (!l?.next) return l; let [slow, fast]: [L, L] = [l, l.next]; while (fast?.next) { slow = slow!.next; fast = fast.next.next; } const right = slow!.next; slow!.next = null; return merge(sort(l), sort(right)); }
const out: number[] = [];
for (let l = sort(from([5, 3, 9, 1, 5, 7, 2, 8])); l; l = l.next) out.push(l.v);
console.log(out.join());
