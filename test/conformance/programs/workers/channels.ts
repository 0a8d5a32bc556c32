import { fileURLToPath } from 'node:url';
import {
  isMainThread,
  MessageChannel,
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from 'node:worker_threads';
import { pace } from '../pace.ts';

const self = fileURLToPath(import.meta.url);
const next = (port: MessagePort | Worker): Promise<unknown> =>
  new Promise((resolve) => (port as Worker).once('message', resolve));

function refused(what: string, act: () => void): void {
  try {
    act();
    console.log(what, 'passes');
  } catch (error) {
    const { name, code, message } = error as Error & { code: unknown };
    console.log(what, name, code, message, error instanceof Error);
  }
}

if (isMainThread) {
  await pace();
  // Ports that nobody hears do not keep a program alive.
  const alive = setInterval(() => {}, 1000);
  const { port1, port2 } = new MessageChannel();
  console.log('empty', receiveMessageOnPort(port1));
  port2.postMessage({ first: 1 });
  port2.postMessage('second');
  console.log('taken', receiveMessageOnPort(port1), receiveMessageOnPort(port1), receiveMessageOnPort(port1));
  refused('function', () => port1.postMessage(() => 1));
  refused('in a list', () => port1.postMessage([1, { deep: Symbol('s') }]));
  refused('unlisted', () => port1.postMessage({ x: new MessageChannel().port1 }));
  refused('source', () => port1.postMessage(1, [port1]));
  refused('no object', () => port1.postMessage(1, [5 as never]));
  refused('twice', () => {
    const { port1: again } = new MessageChannel();
    port1.postMessage(1, [again, again]);
  });
  refused('promise', () => port1.postMessage(new WeakMap()));
  refused('nothing', () => (port1.postMessage as () => void)());
  refused('no port', () => receiveMessageOnPort({} as never));
  refused('made', () => new (port1.constructor as new () => unknown)());

  // Within one task, by events.
  const local = new MessageChannel();
  local.port1.on('message', (value) => {
    console.log('local', value);
    if (value === 3) local.port1.close();
  });
  const closes = new Promise((resolve) => local.port2.on('close', () => resolve('closed')));
  for (const each of [1, 2, 3]) local.port2.postMessage(each);
  console.log('other end', await closes);

  // A port within a message, in one task.
  const inner = new MessageChannel();
  const outer = new MessageChannel();
  outer.port1.postMessage({ port: inner.port1 }, [inner.port1]);
  refused('detached', () => outer.port1.postMessage(1, [inner.port1]));
  const got = receiveMessageOnPort(outer.port2) as { message: { port: MessagePort } };
  inner.port2.postMessage('through');
  console.log(receiveMessageOnPort(got.message.port), got.message.port === inner.port1);

  // To a worker, with messages that nobody has read.
  const far = new MessageChannel();
  far.port1.postMessage('unread 1');
  far.port1.postMessage('unread 2');
  const worker = new Worker(self, { workerData: { port: far.port2 }, transferList: [far.port2] });
  far.port1.postMessage('unread 3');
  // By one listener: node may tell of several messages before a promise goes on.
  const echoes = await new Promise<unknown[]>((resolve) => {
    const seen: unknown[] = [];
    const hear = (value: unknown): void => {
      if (seen.push(value) < 3) return;
      far.port1.off('message', hear);
      resolve(seen);
    };
    far.port1.on('message', hear);
  });
  console.log('echo', ...echoes);
  far.port1.postMessage('ping');
  console.log('echo', await next(far.port1));

  // Between two workers.
  const second = new Worker(self, { workerData: { relays: true } });
  const between = new MessageChannel();
  worker.postMessage({ use: between.port1 }, [between.port1]);
  second.postMessage({ use: between.port2 }, [between.port2]);
  worker.postMessage({ say: 'hello' });
  console.log('relayed', await next(second));
  worker.postMessage({ say: 'again' });
  console.log('relayed', await next(second));

  // And back home, with what was not read there.
  second.postMessage({ giveBack: true });
  const back = (await next(second)) as { port: MessagePort };
  worker.postMessage({ say: 'after' });
  console.log('back', await next(back.port));
  // A port that is open and heard keeps nobody alive once its other end is gone.
  const closed = new Promise((resolve) => back.port.once('close', resolve));
  // Node 20 itself dies of terminating a worker that gave a port away whose other end is still open: that one goes last.
  await Promise.all([worker.terminate(), closed]);
  await second.terminate();
  console.log('over', receiveMessageOnPort(back.port));

  const nothing = new MessageChannel();
  nothing.port1.on('message', () => {});
  nothing.port1.unref();
  clearInterval(alive);
} else {
  const { port, relays } = workerData as { port?: MessagePort; relays?: true };
  let used: MessagePort | undefined;
  port?.on('message', (value) => port.postMessage(`${value}!`));
  parentPort!.on('message', ({ use, say, giveBack }) => {
    if (use) {
      used = use as MessagePort;
      if (relays) used.on('message', (value) => parentPort!.postMessage(value));
    }
    if (say) used!.postMessage(say);
    if (giveBack) {
      used!.removeAllListeners('message');
      parentPort!.postMessage({ port: used }, [used!]);
    }
  });
}
