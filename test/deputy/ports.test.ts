import { expect, test } from 'vitest';
import { Gate } from '../../agent/deputy/threads/gate.ts';
import { type Holder, Ports, piecesOf } from '../../agent/deputy/threads/ports.ts';
import type { TaskEvent } from '../../protocol/records.ts';

class Task implements Holder {
  hasRoom = true;
  readonly told: (TaskEvent & { text: string })[] = [];
  /** How many events it says that it has taken. */
  taken = Number.POSITIVE_INFINITY;

  tell(event: TaskEvent, bytes: Uint8Array): void {
    this.told.push({ ...event, text: Buffer.from(bytes).toString() });
  }
  untaken(port: number): { bytes: Uint8Array; ports: number[] }[] {
    return this.told
      .slice(this.taken)
      .flatMap((event) =>
        event.name === 'message' && event.port === port
          ? [{ bytes: Buffer.from(event.text), ports: event.ports }]
          : [],
      );
  }
  get texts(): string[] {
    return this.told.map(({ name, text }) => (name === 'message' ? text : name));
  }
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('messages wait until a port is started, and come in order; its end comes after them', () => {
  const ports = new Ports();
  const [sender, receiver] = [new Task(), new Task()];
  const [from, to] = ports.pair(sender, receiver);
  for (const text of ['a', 'b']) ports.post(sender, from, bytes(text), []);
  expect(receiver.texts).toEqual([]);
  ports.start(receiver, to);
  ports.post(sender, from, bytes('c'), []);
  ports.closeAll(sender);
  expect(receiver.texts).toEqual(['a', 'b', 'c', 'portclose']);
});

test('a task that takes no more is told the rest later', () => {
  const ports = new Ports();
  const [sender, receiver] = [new Task(), new Task()];
  const [from, to] = ports.pair(sender, receiver);
  ports.start(receiver, to);
  receiver.hasRoom = false;
  for (const text of ['a', 'b']) ports.post(sender, from, bytes(text), []);
  expect(receiver.texts).toEqual([]);
  receiver.hasRoom = true;
  ports.pump(receiver);
  expect(receiver.texts).toEqual(['a', 'b']);
});

test('a port takes along what is unread, what was sent and not taken, and what was never sent', () => {
  const ports = new Ports();
  const [sender, first, second] = [new Task(), new Task(), new Task()];
  const [from, to] = ports.pair(sender, first);
  const [over, end] = ports.pair(first, second);
  ports.start(first, to);
  ports.start(second, end);
  for (const text of ['handled', 'unread', 'under way']) ports.post(sender, from, bytes(text), []);
  first.hasRoom = false;
  ports.post(sender, from, bytes('never sent'), []);
  first.taken = 2;
  ports.post(first, over, bytes('here it is'), [
    { port: to, unread: [{ bytes: bytes('unread'), ports: [] }] },
  ]);
  expect(second.told).toMatchObject([{ name: 'message', port: end, ports: [to] }]);
  ports.start(second, to);
  expect(second.texts).toEqual(['here it is', 'unread', 'under way', 'never sent']);
  expect(() => ports.post(first, to, bytes('no more'), [])).toThrow(/not the task's/);
});

test('the first message of a port may be asked for', () => {
  const ports = new Ports();
  const task = new Task();
  const [from, to] = ports.pair(task, task);
  expect(ports.first(task, to)).toBeNull();
  ports.post(task, from, bytes('a'), []);
  expect(ports.first(task, to)).toEqual({ bytes: bytes('a'), ports: [] });
  expect(ports.first(task, to)).toBeNull();
});

test('a broadcast reaches all others of its name', () => {
  const ports = new Ports();
  const tasks = [new Task(), new Task(), new Task()] as const;
  const own = ports.broadcast(tasks[0], 'news');
  ports.broadcast(tasks[1], 'news');
  ports.broadcast(tasks[2], 'other');
  ports.post(tasks[0], own, bytes('x'), []);
  expect(tasks.map(({ texts }) => texts)).toEqual([[], ['x'], []]);
});

test('a tail that is too short for what it is said to hold is refused', () => {
  expect(() => piecesOf(bytes('abc'), [2, 2], [])).toThrow(/short message/);
  const { pieces } = piecesOf(bytes('abc'), [2, 1], []);
  expect(pieces.map((piece) => Buffer.from(piece).toString())).toEqual(['ab', 'c']);
});

test('a gate lets so many in, in their order', async () => {
  const gate = new Gate(1);
  const leave = await gate.enter();
  const order: number[] = [];
  const others = [1, 2].map(async (each) => {
    const out = await gate.enter();
    order.push(each);
    out();
  });
  await Promise.resolve();
  expect(order).toEqual([]);
  leave();
  leave();
  await Promise.all(others);
  expect(order).toEqual([1, 2]);
});
