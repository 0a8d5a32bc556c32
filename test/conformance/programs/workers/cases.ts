// What a worker is asked, one thing after the other, in one that answers.
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  BroadcastChannel,
  isMainThread,
  MessageChannel,
  type MessagePort,
  markAsUntransferable,
  moveMessagePortToContext,
  parentPort,
  receiveMessageOnPort,
  resourceLimits,
  threadId,
  Worker,
  workerData,
} from 'node:worker_threads';
import { run } from '../cases.ts';

type Any = any;
const self = fileURLToPath(import.meta.url);

if (!isMainThread) {
  const asked: Record<string, (value: Any) => unknown> = {
    echo: (value) => value,
    kind: (value) => [Object.prototype.toString.call(value), value instanceof Map, value instanceof Error],
    sum: (values: Float64Array) => values.reduce((sum, each) => sum + each, 0),
    data: () => workerData,
    about: () => [isMainThread, threadId > 0, parentPort !== null, typeof resourceLimits.maxOldGenerationSizeMb],
    process: () => [process.argv.length, process.pid > 0, typeof process.exit, process.execArgv.length],
    thrown: () => {
      throw new RangeError('in the worker');
    },
    port: (port: MessagePort) => {
      port.on('message', (value) => {
        port.postMessage([value, 'back']);
        if (value === 'last') port.close();
      });
      return 'listens';
    },
    exit: (code: number) => process.exit(code),
    later: (ms: number) => new Promise((done) => setTimeout(() => done(`after ${ms}`), ms)),
    many: (count: number) => {
      for (let i = 0; i < count; i++) parentPort!.postMessage({ part: i });
      return 'sent';
    },
  };
  parentPort!.on('message', async ({ name, value }) => {
    try {
      parentPort!.postMessage({ answer: await asked[name]!(value) });
    } catch (error) {
      parentPort!.postMessage({ error });
    }
  });
} else {
  const worker = new Worker(self, { workerData: { of: ['main', 1n, new Date(7)] }, name: 'answers' } as Any);
  const ask = async (name: string, value?: unknown, transfer: Any[] = []): Promise<unknown> => {
    const answered = once(worker, 'message');
    worker.postMessage({ name, value }, transfer);
    const [{ answer, error }] = (await answered) as [Any];
    if (error) throw error;
    return answer;
  };
  const events: string[] = [];
  for (const name of ['online', 'exit', 'error', 'messageerror']) worker.on(name, (value) => events.push(`${name} ${value}`));

  await run({
    'a text': () => ask('echo', 'text'),
    'nothing': () => ask('echo', undefined),
    'numbers': () => ask('echo', [0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2n ** 70n]),
    'dates and expressions': () => ask('echo', [new Date(1e12), /x+/giu]),
    'maps and sets': () => ask('echo', new Map<unknown, unknown>([['a', new Set([1, [2]])], [{ k: 1 }, null]])),
    'bytes': () => ask('echo', [Buffer.from('abc'), new Uint16Array([1, 2]), new DataView(new ArrayBuffer(2))]),
    'errors': () => ask('kind', new TypeError('odd')),
    'an object of a class': () => ask('echo', new (class Own { a = 1; get b() { return 2; } })()),
    'holes and cycles': async () => {
      const list: Any[] = [1, , 3];
      list.push(list);
      const back = (await ask('echo', list)) as Any[];
      return [1 in back, back[3] === back];
    },
    'one thing twice': async () => {
      const one = { n: 1 };
      const back = (await ask('echo', { a: one, b: one })) as Any;
      return back.a === back.b;
    },
    'a function': () => ask('echo', () => 1),
    'a symbol': () => ask('echo', Symbol('s')),
    'a promise': () => ask('echo', Promise.resolve(1)),
    'a WeakMap': () => ask('echo', new WeakMap()),
    'a buffer that is transferred': async () => {
      const numbers = new Float64Array([1, 2, 3.5]);
      const sum = await ask('sum', numbers, [numbers.buffer]);
      return [sum, numbers.length, numbers.buffer.byteLength];
    },
    'a buffer that is transferred twice': () => {
      const buffer = new ArrayBuffer(1);
      return ask('echo', buffer, [buffer, buffer]);
    },
    'what cannot be transferred': () => {
      const buffer = new ArrayBuffer(1);
      markAsUntransferable(buffer);
      return ask('echo', buffer, [buffer]);
    },
    'its data': () => ask('data'),
    'about it': () => ask('about'),
    'its process': () => ask('process'),
    'an error of it': () => ask('thrown'),
    'after a while': () => ask('later', 30),
    'a port': async () => {
      const { port1, port2 } = new MessageChannel();
      const seen: unknown[] = [await ask('port', port2, [port2])];
      const closed = once(port1, 'close');
      for (const value of [1, { two: 2 }, 'last']) {
        port1.postMessage(value);
        seen.push((await once(port1, 'message'))[0]);
      }
      await closed;
      return seen;
    },
    'a port that is not transferred': () => ask('port', new MessageChannel().port1),
    'many messages': async () => {
      const parts: number[] = [];
      const all = new Promise<void>((done) => {
        worker.on('message', function take({ part, answer }: Any) {
          if (part !== undefined) return parts.push(part);
          worker.off('message', take);
          done(answer);
        } as Any);
      });
      worker.postMessage({ name: 'many', value: 200 });
      await all;
      return [parts.length, parts.every((part, i) => part === i)];
    },
    'receiveMessageOnPort': () => {
      const { port1, port2 } = new MessageChannel();
      port1.postMessage({ a: 1 });
      port1.postMessage(undefined);
      return [receiveMessageOnPort(port2), receiveMessageOnPort(port2), receiveMessageOnPort(port2)];
    },
    'receiveMessageOnPort of no port': () => receiveMessageOnPort({} as Any),
    'a closed port': async () => {
      const { port1, port2 } = new MessageChannel();
      port1.close();
      await once(port2, 'close');
      return port2.postMessage(1);
    },
    'onmessage': async () => {
      const { port1, port2 } = new MessageChannel();
      const heard = new Promise((done) => ((port2 as Any).onmessage = (event: Any) => done([event.data, event.type, event.target === port2])));
      port1.postMessage('by handler');
      const value = await heard;
      port1.close();
      return value;
    },
    'BroadcastChannel': async () => {
      const [one, two] = [new BroadcastChannel('cases'), new BroadcastChannel('cases')];
      const heard = new Promise((done) => ((two as Any).onmessage = (event: Any) => done(event.data)));
      one.postMessage({ to: 'all' });
      const value = await heard;
      one.close();
      two.close();
      return [value, one.name];
    },
    'of no name': () => new Worker(1 as Any),
    'of a relative name without a dot': () => new Worker('nowhere.mjs'),
    'of wrong env': () => new Worker(self, { env: 1 as Any }),
    'moveMessagePortToContext': () => typeof moveMessagePortToContext,
    'its members': () => [worker.threadId > 0, typeof worker.ref, worker.resourceLimits !== undefined],
    'its end': async () => {
      const exit = once(worker, 'exit');
      worker.postMessage({ name: 'exit', value: 5 });
      return [await exit, worker.threadId, events];
    },
    'after its end': () => [worker.postMessage('nobody'), events.length],
    'terminate after its end': () => worker.terminate(),
  });
}
