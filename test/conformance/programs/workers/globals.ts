// Channels without an import.
import { run, told } from '../cases.ts';

/** As the types of Node.js have it only for the module. */
interface Port extends EventTarget {
  onmessage: ((event: { data: unknown; type: string; target: unknown; ports: Port[] }) => void) | null;
  postMessage(value: unknown, transfer?: unknown[]): void;
  close(): void;
}
const channel = () => new MessageChannel() as unknown as { port1: Port; port2: Port };

/** What comes, until the port is closed. */
const all = (port: Port): Promise<unknown[]> =>
  new Promise((resolve) => {
    const got: unknown[] = [];
    port.onmessage = ({ data }) => got.push(data);
    port.addEventListener('close', () => resolve(got));
  });

await run({
  'what they are': () =>
    [MessageChannel, MessagePort, MessageEvent, BroadcastChannel].map((each) => [typeof each, each.name]),
  'of the global object': () => [
    'MessageChannel' in globalThis,
    Object.keys(globalThis).includes('MessageChannel'),
    globalThis.MessagePort === MessagePort,
  ],
  'a message': () =>
    new Promise((resolve) => {
      const { port1, port2 } = channel();
      port2.onmessage = (event) => {
        port1.close();
        resolve([event instanceof MessageEvent, event.type, event.data, event.target === port2]);
      };
      port1.postMessage({ a: [1, new Map([[1, 2]])] });
    }),
  'in order, until the end': () => {
    const { port1, port2 } = channel();
    const got = all(port2);
    for (let i = 0; i < 20; i++) port1.postMessage(i);
    port1.close();
    return got;
  },
  'a port by a port': () =>
    new Promise((resolve) => {
      const outer = channel();
      const inner = channel();
      outer.port2.onmessage = ({ ports: [port] }) => {
        port!.postMessage('through it');
        port!.close();
        outer.port1.close();
      };
      inner.port1.onmessage = ({ data }) => resolve([data, inner.port1 instanceof MessagePort]);
      outer.port1.postMessage(null, [inner.port2]);
    }),
  'after other jobs': () =>
    new Promise((resolve) => {
      const order: string[] = [];
      const { port1, port2 } = channel();
      port2.onmessage = () => {
        order.push('message');
        port1.close();
        resolve(order);
      };
      port1.postMessage(0);
      process.nextTick(() => order.push('tick'));
      queueMicrotask(() => order.push('microtask'));
    }),
  'a broadcast': () =>
    new Promise((resolve) => {
      const [one, two] = [new BroadcastChannel('news'), new BroadcastChannel('news')];
      two.onmessage = (event) => {
        one.close();
        two.close();
        resolve([(event as MessageEvent).data, one.name]);
      };
      one.postMessage('to all');
    }),
  'an event of its own': () => {
    const { type, data, origin, ports, source, lastEventId } = new MessageEvent('message', { data: 7 });
    return [type, data, origin, ports, source, lastEventId];
  },
  'no port of its own': () => {
    try {
      return new MessagePort();
    } catch (error) {
      return told(error);
    }
  },
});
