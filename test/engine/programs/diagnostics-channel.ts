import { AsyncLocalStorage } from 'node:async_hooks';
import dc, { Channel, channel, tracingChannel } from 'node:diagnostics_channel';
import { tick } from './support/tick.ts';

const c = channel('test:one');
const heard: unknown[] = [];
const listener = (message: unknown, name: string | symbol) => void heard.push([tick(1), message, name]);
console.log(c.hasSubscribers, dc.hasSubscribers('test:one'), c instanceof Channel, channel('test:one') === c, c.name);
c.publish('nobody');
dc.subscribe('test:one', listener);
c.publish({ a: tick(1) });
console.log(c.hasSubscribers, dc.unsubscribe('test:one', listener), dc.unsubscribe('test:one', listener), c.hasSubscribers);
console.log(JSON.stringify(heard));

const store = new AsyncLocalStorage<string>();
c.bindStore(store, (data) => `store of ${tick(data as number)}`);
console.log(c.runStores(3, function (this: number, n: number) { return `${store.getStore()} ${this} ${tick(n)}`; }, 7 as never, 8), store.getStore());
console.log(c.unbindStore(store), c.unbindStore(store));

const tracing = tracingChannel('work');
const log = (event: string) => (context: any) => console.log(event, JSON.stringify(context), context.error?.message, tick(2));
tracing.subscribe({ start: log('start'), end: log('end'), asyncStart: log('asyncStart'), asyncEnd: log('asyncEnd'), error: log('error') });
console.log(tracing.traceSync((n: number) => tick(n) + 1, { id: 1 }, null, 4));
console.log(await tracing.tracePromise(async (n: number) => tick(n) * 2, { id: 2 }, null, 5));
await tracing.tracePromise(() => Promise.reject(new Error('no')), { id: 3 }).catch(({ message }: Error) => console.log(message));
tracing.traceCallback((n: number, done: (e: Error | null, r: number) => void) => done(null, tick(n)), -1, { id: 4 }, null, 6, (_e: Error | null, r: number) => console.log('called', r));
try {
  tracing.traceSync(() => { throw new Error(`thrown ${tick(1)}`); }, { id: 5 });
} catch ({ message }: any) {
  console.log(message);
}
for (const wrong of [() => channel(1 as never), () => c.subscribe(1 as never), () => tracingChannel(1 as never)])
  try {
    wrong();
  } catch ({ code, message }: any) {
    console.log(code, message);
  }
process.on('uncaughtException', ({ message }) => console.log('uncaught', message));
c.subscribe(() => { throw new Error('of a subscriber'); });
c.publish(1);
console.log('published');
