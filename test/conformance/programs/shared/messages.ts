/** The ways by which memory reaches a worker, and what the worker gets. */
import { fileURLToPath } from 'node:url';
import {
  BroadcastChannel,
  isMainThread,
  MessageChannel,
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  Worker,
  workerData,
} from 'node:worker_threads';

const file = fileURLToPath(import.meta.url);
const name = (value: any): string => Object.prototype.toString.call(value).slice(8, -1);
/** By which the other side sees that it is the same memory. */
const mark = (buffer: SharedArrayBuffer, value: number) => Atomics.store(new Int32Array(buffer), 0, value);
const read = (buffer: SharedArrayBuffer) => Atomics.load(new Int32Array(buffer), 0);

function inWorker(): void {
  const { given, port }: { given: SharedArrayBuffer; port: MessagePort } = workerData;
  mark(given, 7);
  const own = new BroadcastChannel('memory');
  own.onmessage = ({ data }: any) => {
    Atomics.add(data.words, 1, 1);
    own.close();
    parentPort!.postMessage('broadcast heard');
  };
  port.on('message', (value) => {
    mark(value.deep[0].buffer, 11);
    port.postMessage({ back: value.deep[0], same: value.deep[0].buffer === value.again });
    port.close();
  });
  parentPort!.on('message', (value) => {
    const { is } = value;
    if (is === 'plain') mark(value.buffer, 8);
    if (is === 'growable') value.buffer.grow(64);
    if (is === 'wasm') {
      const words = new Int32Array(value.memory.buffer);
      Atomics.store(words, 2, 9);
      value.memory.grow(1);
    }
    if (is === 'map') for (const [key, words] of value.map) Atomics.add(words, 0, key.length);
    if (is === 'port') {
      value.to.postMessage({ words: new Int32Array(given), of: 'another worker' });
      value.to.close();
    }
    parentPort!.postMessage(`${is} done`);
    if (is === 'last') parentPort!.close();
  });
  parentPort!.postMessage('ready');
}

function getter(port: MessagePort): void {
  port.on('message', ({ words, of }) => {
    Atomics.add(words, 3, 1);
    parentPort!.postMessage({ of, seen: words[0], words });
    port.close();
  });
}

async function main(): Promise<void> {
  const given = new SharedArrayBuffer(64);
  const words = new Int32Array(given);
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(file, { workerData: { is: 'worker', given, port: port2 }, transferList: [port2] });
  const heard = new Map<string, () => void>();
  worker.on('message', (text: string) => {
    console.log(text);
    heard.get(text)?.();
  });
  const hears = (text: string) => new Promise<void>((resolve) => heard.set(text, resolve));
  const gone = new Promise((resolve) => worker.on('exit', resolve));
  const does = (message: any, transfer: any[] = []) => {
    worker.postMessage(message, transfer);
    return hears(`${message.is} done`);
  };
  await hears('ready');
  console.log('workerData', words[0]);

  const buffer = new SharedArrayBuffer(8);
  await does({ is: 'plain', buffer });
  console.log('plain', read(buffer), buffer.byteLength);

  const growable = new (SharedArrayBuffer as any)(16, { maxByteLength: 128 });
  await does({ is: 'growable', buffer: growable });
  console.log('growable', growable.byteLength, growable.growable);

  const memory = new (globalThis as any).WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
  await does({ is: 'wasm', memory });
  console.log('wasm', new Int32Array(memory.buffer)[2], memory.buffer.byteLength, name(memory.buffer));

  const map = new Map([
    ['one', new Int32Array(new SharedArrayBuffer(4))],
    ['three', new Int32Array(new SharedArrayBuffer(4))],
  ]);
  await does({ is: 'map', map });
  console.log('map', [...map].map(([key, each]) => `${key}=${each[0]}`).join());

  const answer = new Promise<any>((resolve) => port1.once('message', resolve));
  port1.postMessage({ deep: [words], again: given });
  const { back, same } = await answer;
  console.log('port', words[0], name(back), back.buffer === given, same);

  const { port1: from, port2: to } = new MessageChannel();
  const other = new Worker(file, { workerData: { is: 'getter', from }, transferList: [from] });
  const got = new Promise<any>((resolve) => other.once('message', resolve));
  const otherGone = new Promise((resolve) => other.on('exit', resolve));
  await does({ is: 'port', to }, [to]);
  const { of, seen, words: returned } = await got;
  console.log('handed on by', of, seen, words[3], returned.length);
  await otherGone;

  const channel = new BroadcastChannel('memory');
  channel.postMessage({ words });
  await hears('broadcast heard');
  channel.close();
  console.log('broadcast', words[1]);

  const own = new MessageChannel();
  own.port1.postMessage({ words });
  own.port1.postMessage('after');
  const first: any = receiveMessageOnPort(own.port2);
  Atomics.store(first.message.words, 5, 55);
  console.log('to itself', words[5], first.message.words.buffer === given, receiveMessageOnPort(own.port2));
  own.port1.close();

  for (const value of [{ words, fn() {} }, { words, symbol: Symbol('s') }])
    try {
      worker.postMessage(value);
    } catch (error) {
      console.log((error as Error).name, (error as Error).message);
    }
  try {
    worker.postMessage(words, [given as any]);
  } catch (error) {
    console.log((error as Error).name, (error as any).code);
  }
  await does({ is: 'last' });
  console.log('exit', await gone);
}

if (isMainThread) void main();
else if (workerData.is === 'worker') inWorker();
else getter(workerData.from);
