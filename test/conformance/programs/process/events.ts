// `node:events` beside emitters: targets, signals, what is awaited of them.
import events, { EventEmitter, getEventListeners, on, once } from 'node:events';
import { run } from '../cases.ts';

type Any = any;
const { getMaxListeners, setMaxListeners, addAbortListener } = events as Any;
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
const emitter = new EventEmitter();
const target = new EventTarget();
const { signal } = new AbortController();
const listener = () => {};
emitter.on('x', listener).once('x', listener);
target.addEventListener('x', listener);
target.addEventListener('x', { handleEvent: listener });
setMaxListeners(5, emitter, target);
await sleep(5);

await run({
  'listeners of an emitter': () => getEventListeners(emitter, 'x').map((each) => each === listener || (each as Any).listener === listener),
  'listeners of a target': () => getEventListeners(target, 'x').map((each: Any) => each === listener || each.handleEvent === listener),
  'listeners of no type': () => [getEventListeners(target, 'y'), getEventListeners(emitter, 'y')],
  'listeners of a signal': () => {
    signal.addEventListener('abort', listener);
    return getEventListeners(signal as Any, 'abort').length;
  },
  'listeners after one has left': () => {
    target.removeEventListener('x', listener);
    return getEventListeners(target, 'x').length;
  },
  'listeners of nothing': () => getEventListeners({} as Any, 'x'),
  'maximum': () => [getMaxListeners(emitter), getMaxListeners(target), getMaxListeners(new EventTarget()), getMaxListeners(new AbortController().signal)],
  'maximum of nothing': () => getMaxListeners({}),
  'a maximum that is none': () => setMaxListeners(-1, target),
  'a maximum of nothing': () => setMaxListeners(3, {}),
  'once of a target': async () => {
    setTimeout(() => target.dispatchEvent(new Event('done')), 3);
    const [event] = await once(target as Any, 'done');
    return [event.type, getEventListeners(target, 'done').length];
  },
  'once that fails': async () => {
    setTimeout(() => emitter.emit('error', new Error('failed')), 3);
    await once(emitter, 'never');
  },
  'once that is called off': async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort('why'), 3);
    await once(emitter, 'never', { signal: controller.signal }).catch((error) => {
      throw Object.assign(new Error(error.message), { code: error.code, name: error.name });
    });
  },
  'on': async () => {
    const seen: unknown[] = [];
    setTimeout(() => {
      for (let i = 0; i < 4; i++) emitter.emit('tick', i);
    }, 2);
    for await (const [i] of on(emitter, 'tick')) {
      seen.push(i);
      if (i === 3) break;
    }
    return [seen, emitter.listenerCount('tick')];
  },
  'addAbortListener': async () => {
    if (!addAbortListener) return ['by signal', true];
    const controller = new AbortController();
    const seen: unknown[] = [];
    addAbortListener(controller.signal, () => seen.push('by signal'));
    controller.abort();
    return [...seen, controller.signal.aborted];
  },
  'an error that nobody hears': () => new EventEmitter().emit('error', new TypeError('loud')),
  'no error at all': () => new EventEmitter().emit('error', 'text'),
  'errorMonitor': () => {
    const seen: unknown[] = [];
    const one = new EventEmitter().on(events.errorMonitor, (error) => seen.push(error.message)).on('error', () => seen.push('heard'));
    one.emit('error', new Error('watched'));
    return seen;
  },
  'rejections that are captured': async () => {
    const one = new EventEmitter({ captureRejections: true });
    one.on('x', async () => {
      throw new Error('rejected');
    });
    const heard = new Promise((done) => one.on('error', done));
    one.emit('x');
    return ((await heard) as Error).message;
  },
  'newListener': () => {
    const seen: unknown[] = [];
    const one = new EventEmitter();
    one.once('newListener', (name) => {
      seen.push(name);
      one.on('x', () => seen.push('first'));
    });
    one.on('x', () => seen.push('second')).emit('x');
    return seen;
  },
  'order': () => {
    const seen: number[] = [];
    const one = new EventEmitter();
    one.on('x', () => seen.push(1)).prependListener('x', () => seen.push(0)).prependOnceListener('x', () => seen.push(-1));
    one.emit('x');
    one.emit('x');
    return [seen, one.eventNames(), one.listenerCount('x')];
  },
  'wrong listeners': () => emitter.on('x', 1 as Any),
  'static once': async () => {
    process.nextTick(() => emitter.emit('ready', 1, 2));
    return await EventEmitter.once(emitter, 'ready');
  },
  'usingDomains and the like': () => [events.EventEmitter === EventEmitter, EventEmitter.defaultMaxListeners, (EventEmitter as Any).usingDomains],
});
