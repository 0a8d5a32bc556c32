import { fileURLToPath } from 'node:url';
import { isMainThread, MessageChannel, type MessagePort, parentPort, Worker } from 'node:worker_threads';
import { pace } from '../pace.ts';

const self = fileURLToPath(import.meta.url);
type Target = MessagePort & EventTarget & { onmessage: ((event: MessageEvent) => void) | null };

if (isMainThread) {
  await pace();
  const seen: unknown[] = [];
  const { port1, port2 } = new MessageChannel() as unknown as { port1: Target; port2: Target };
  const heard = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (seen.length >= count) resolve();
        else setTimeout(look, 1);
      };
      look();
    });
  console.log(port1 instanceof EventTarget, typeof port1.on, port1.onmessage);

  port2.once('message', (value) => seen.push(['once', value]));
  port2.onmessage = (event) =>
    seen.push(['onmessage', event.data, event.type, event.target === port2, event.ports.length]);
  const listener = (event: Event): void => void seen.push(['listener', (event as MessageEvent).data]);
  port2.addEventListener('message', listener);
  port2.addEventListener('message', listener);
  port2.addEventListener('message', { handleEvent: (event: Event) => seen.push(['object', event.type]) });
  port1.postMessage('a');
  await heard(4);
  port1.postMessage('b');
  await heard(7);
  port2.removeEventListener('message', listener);
  port2.onmessage = null;
  port1.postMessage('c');
  await heard(8);
  for (const each of seen.splice(0)) console.log(...(each as unknown[]));
  console.log(port2.listenerCount('message'));
  port1.close();

  // Whether ticks run between two messages that came together differs from run to run under node.
  const worker = new Worker(self);
  const order: unknown[] = [];
  worker.on('message', (value) => order.push(value));
  worker.on('message', (value) => order.push(`second ${value}`));
  await new Promise((resolve) => worker.on('exit', resolve));
  console.log(order.join(', '));
  console.log(worker.listenerCount('message'), worker.emit('own', 1), worker.threadId);
  try {
    worker.emit('error', new RangeError('nobody hears'));
  } catch (error) {
    console.log((error as Error).name, (error as Error).message);
  }
  worker.postMessage('to nobody');

  // In order, whoever waits for what: 500 messages each way, in bursts.
  const busy = new Worker(self, { argv: ['echoes'] });
  let next = 0;
  let inOrder = true;
  await new Promise<void>((resolve) => {
    busy.on('message', (value: number) => {
      if (value !== next++) inOrder = false;
      if (next === 500) resolve();
      if (next % 50 === 0) for (let i = next; i < next + 50; i++) busy.postMessage(i);
    });
    for (let i = 0; i < 50; i++) busy.postMessage(i);
  });
  console.log('in order', inOrder, next);
  const again = busy.terminate();
  console.log(await again, await new Promise((resolve) => setImmediate(resolve, 'later')));

  // An error that nobody hears ends the program.
  process.on('uncaughtException', (error) => {
    console.log('uncaught', error.name, error.message);
    process.exitCode = 7;
  });
  new Worker("throw new URIError('unheard')", { eval: true });
} else if (process.argv[2] === 'echoes') parentPort!.on('message', (value) => parentPort!.postMessage(value));
else for (const each of [1, 2, 3]) parentPort!.postMessage(each);
