import { tick } from './support/tick.ts';

class Heap<T> { #a: T[] = []; constructor(private less: (a: T, b: T) => boolean) {} get size() { return this.#a.length; } push(v: T) { const a = this.#a; let i = a.push(v) - 1; while (i > 0 && this.less(a[i]!, a[(i - 1) >> 1]!)) { const p = (i - 1) >> 1; [a[i], a[p]] = [a[p]!, a[i]!]; i = p; } } pop(): T { const a = this.#a, top = a[0]!, last = a.pop()!; if (a.length) { a[0] = last; for (let i = 0; ; ) { let m = i; for (const c of [2 * i + 1, 2 * i + 2]) if (c < a.length && this.less(a[c]!, a[m]!)) m = c; if (m === i) break; [a[i], a[m]] = [a[m]!, a[i]!]; i = m; } } return top; } }
const h = new Heap<[number, string]>((a, b) => tick(a[0]) < b[0]);
for (const [i, w] of ['delta', 'alpha', 'charlie', 'bravo', 'echo'].entries()) h.push([w.charCodeAt(0), `${w}${i}`]);
const out: string[] = [];
while (h.size) out.push(h.pop()[1]);
console.log(out.join());
