import { tick } from './support/tick.ts';

class Traced<T> extends Promise<T> { static log: string[] = []; then(ok?: any, no?: any): any { Traced.log.push('then'); return super.then(ok, no); } }
const p = new Traced<number>((ok) => ok(tick(1))).then((v: number) => v + 1);
console.log(p instanceof Traced, await p, Traced.resolve(3) instanceof Traced, Traced.log.length);
