import { tick } from './support/tick.ts';

const keys = [{ k: 1 }, { k: 2 }];
const m = new WeakMap<object, string>([[keys[0]!, 'one']]), s = new WeakSet([keys[1]!]), r = new WeakRef(keys[0]!);
tick(0);
m.set(keys[1]!, tick('two'));
console.log(m.get(keys[0]!), m.get(keys[1]!), m.has({}), s.has(keys[1]!), s.has(keys[0]!), r.deref() === keys[0], m.delete(keys[0]!), tick(m.has(keys[0]!)));
