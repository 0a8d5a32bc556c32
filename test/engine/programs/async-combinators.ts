import { tick } from './support/tick.ts';

const later = <T>(v: T, ms: number) => new Promise<T>((ok) => setTimeout(() => ok(tick(v)), ms));
const fails = (v: string, ms: number) => new Promise<never>((_, no) => setTimeout(() => no(tick(v)), ms));
console.log(await Promise.all([later(1, 3), 2, later(3, 1)]), await Promise.race([later('slow', 20), later('fast', 1)]));
console.log(await Promise.any([fails('x', 1), later('ok', 5)]), JSON.stringify(await Promise.allSettled([later(1, 1), fails('no', 1), 3])));
try { await Promise.any([fails('a', 1), fails('b', 2)]); } catch (e) { console.log((e as AggregateError).errors.join(), (e as Error).constructor.name); }
try { await Promise.all([later(1, 5), fails('first', 1), fails('second', 2)]); } catch (e) { console.log(e); }
