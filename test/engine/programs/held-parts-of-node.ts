import * as buffer from 'node:buffer';
import EventEmitter, { EventEmitterAsyncResource } from 'node:events';
import { debuglog } from 'node:util';
import { tick } from './support/tick.ts';

// What programs keep of Node's for later: it must not hold them.
const everything = { ...buffer };
const { env, argv } = process;
const log = debuglog('omosix-test');
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
console.log(...show(), tick(5));
