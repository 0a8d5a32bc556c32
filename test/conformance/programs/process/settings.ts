// What a program sets in Node's own modules stays set wherever it goes on.
import { Buffer, INSPECT_MAX_BYTES } from 'node:buffer';
import buffer from 'node:buffer';
import * as dns from 'node:dns';
import events, { EventEmitter } from 'node:events';
import * as net from 'node:net';
import querystring from 'node:querystring';
import { getDefaultHighWaterMark, PassThrough, setDefaultHighWaterMark } from 'node:stream';
import util from 'node:util';
import { run } from '../cases.ts';

type Any = any;
/** Long enough to be moved in. */
async function rest(): Promise<void> {
  for (let i = 0; i < 40; i++) await new Promise((done) => setTimeout(done, 2));
}
const before = INSPECT_MAX_BYTES;
Error.stackTraceLimit = 3;
EventEmitter.defaultMaxListeners = 23;
(EventEmitter as Any).captureRejections = true;
util.inspect.defaultOptions.depth = 0;
util.inspect.defaultOptions = { maxArrayLength: 2 };
util.inspect.styles.number = 'red';
util.inspect.colors.own = [1, 2];
buffer.INSPECT_MAX_BYTES = 4;
Buffer.poolSize = 4096;
setDefaultHighWaterMark(true, 7);
setDefaultHighWaterMark(false, 1234);
net.setDefaultAutoSelectFamily(false);
net.setDefaultAutoSelectFamilyAttemptTimeout(333);
dns.setDefaultResultOrder('ipv4first');
(querystring as Any).unescape = (text: string) => `<${text}>`;
process.exitCode = 7;
process.title = 'settled';
process.env.SETTLED = 'yes';
process.umask(0o77);
process.setMaxListeners(44);
process.stdout.setMaxListeners(45);
(process as Any).noDeprecation = true;
(process as Any).own = { mine: 1 };
(globalThis as Any).ownGlobal = { of: 'mine' };
performance.mark('begun', { detail: { a: 1 }, startTime: 5 });
const emitter = new EventEmitter();
emitter.setMaxListeners(46);
console.count('settled');
console.group();
console.groupEnd();
await rest();
await run({
  'stackTraceLimit': () => Error.stackTraceLimit,
  'defaultMaxListeners': () => [EventEmitter.defaultMaxListeners, events.defaultMaxListeners, new EventEmitter().getMaxListeners()],
  'captureRejections': () => [(EventEmitter as Any).captureRejections],
  'maximum of one': () => [emitter.getMaxListeners(), events.getMaxListeners(emitter)],
  'maximum of process': () => [process.getMaxListeners(), process.stdout.getMaxListeners()],
  'inspect.defaultOptions': () => [util.inspect({ a: { b: {} } }), util.inspect([1, 2, 3])],
  'inspect.styles': () => [util.inspect(1, { colors: true }), util.inspect.colors.own],
  'INSPECT_MAX_BYTES': () => [before, buffer.INSPECT_MAX_BYTES, util.inspect(Buffer.from('abcdefgh'))],
  'poolSize': () => [Buffer.poolSize, Buffer.allocUnsafe(10).buffer.byteLength],
  'high water marks': () => [getDefaultHighWaterMark(true), getDefaultHighWaterMark(false), new PassThrough().writableHighWaterMark],
  'of a family': () => [net.getDefaultAutoSelectFamily(), net.getDefaultAutoSelectFamilyAttemptTimeout(), dns.getDefaultResultOrder()],
  'querystring.unescape': () => ({ ...querystring.parse('a=b') }),
  'of process': () => [process.exitCode, process.title, process.env.SETTLED, process.umask().toString(8)],
  'own properties': () => [(process as Any).noDeprecation, (process as Any).own, (globalThis as Any).ownGlobal],
  'a mark': () => performance.getEntriesByName('begun').map(({ name, entryType, startTime, duration }) => [name, entryType, startTime, duration]),
  'measures': () => [
    performance.measure('between', { start: 1, end: 4 }).duration,
    performance.measure('lasting', { start: 2, duration: 3 }).startTime,
    performance.measure('until', { duration: 1, end: 9 }).startTime,
    performance.measure('from the start').startTime,
    performance.measure('empty', {}).duration > 0,
  ],
  'a mark now': () => {
    const from = performance.now();
    const { startTime } = performance.mark('now');
    return startTime >= from && startTime <= performance.now();
  },
  'a mark of no name': () => performance.mark(Symbol('x') as Any),
  'a mark before time': () => performance.mark('x', { startTime: -1 }),
  'a measure from nowhere': () => performance.measure('x', 'nowhere'),
  'a measure of too much': () => performance.measure('x', { start: 1, end: 2, duration: 3 }),
  'a measure from it': () => {
    const { name, entryType, startTime, duration } = performance.measure('whole', 'begun');
    return [name, entryType, startTime, duration > 0];
  },
  'all of them': () => performance.getEntriesByType('mark').map(({ name }) => name).concat(performance.getEntriesByType('measure').map(({ name }) => name)),
  'marks that are cleared': () => [performance.clearMarks('begun'), performance.getEntriesByType('mark').length],
  'a count': () => console.count('settled'),
});
process.exitCode = 0;
