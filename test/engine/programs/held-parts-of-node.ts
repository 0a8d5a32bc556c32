import * as buffer from 'node:buffer';
import EventEmitter, { EventEmitterAsyncResource } from 'node:events';
import { debuglog, deprecate } from 'node:util';
import { tick } from './support/tick.ts';

// What programs keep of Node's for later: it must not hold them.
const everything = { ...buffer };
const { env, argv } = process;
const log = debuglog('omosix-test');
class Old {
  n = tick(7);
}
const newer = deprecate((n: number) => tick(n) + 1, 'use another', 'TEST1');
const Older = deprecate(Old as any, 'use New') as unknown as typeof Old;
process.on('warning', ({ name, message }) => console.log(name, message));
const show = () => [
  everything.resolveObjectURL === buffer.resolveObjectURL,
  typeof EventEmitterAsyncResource,
  argv.length,
  env === process.env,
  env.HOME === process.env.HOME,
  log.enabled,
];
console.log(...show(), tick(1));
env.OMOSIX_TEST = `${tick(2)}`;
log('nobody reads this');
console.log(...show(), process.env.OMOSIX_TEST, tick(3));
class Thing extends EventEmitter {}
const thing = new Thing().on('x', (n) => console.log('x', n, env.OMOSIX_TEST));
thing.emit('x', tick(4));
console.log(newer(1), newer(2), new Older().n, new Older() instanceof Old, newer.name);
console.log(...show(), tick(5));
