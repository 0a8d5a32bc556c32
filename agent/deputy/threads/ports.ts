import { OmosixError } from '../../../protocol/errors.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import { MAX_UNREAD_BYTES } from '../../../protocol/limits.ts';
import type { TaskEvent } from '../../../protocol/records.ts';
import type { PortInTransit, ThreadNews } from '../../../protocol/threads.ts';

/** A task that holds ports: its deputy. */
export interface Holder {
  /** It takes more events just now. */
  readonly hasRoom: boolean;
  tell(event: TaskEvent, bytes: Uint8Array): void;
  /** Messages for this port that it was sent and, by what it last said, has not taken. */
  untaken(port: number): { bytes: Uint8Array; ports: number[] }[];
}

type Item =
  | { is: 'message'; bytes: Uint8Array; ports: readonly Port[] }
  | { is: 'close' }
  | { is: 'news'; thread: number; news: ThreadNews; bytes: Uint8Array };

interface Port {
  readonly id: number;
  /** Null while it travels in a message. */
  holder: Holder | null;
  /** Its other end; null for one of a broadcast channel. */
  peer: Port | null;
  readonly channel: string | null;
  queue: Item[];
  isStarted: boolean;
  /** It stays when its other end is closed: more than messages comes to it. */
  isKept: boolean;
}

/**
 * The ports of one program's threads, as in one process: ends of channels whose queues stay here, wherever the tasks that hold
 * them execute. A message goes to its receiver as an event, so that moves and broken links neither lose nor repeat it.
 */
export class Ports {
  private readonly open = new Map<number, Port>();
  private last = 0;
  private unreadBytes = 0;

  pair(first: Holder, second: Holder): [number, number] {
    const a = this.add(first, null);
    const b = this.add(second, null);
    a.peer = b;
    b.peer = a;
    return [a.id, b.id];
  }

  broadcast(holder: Holder, channel: string): number {
    const port = this.add(holder, channel);
    port.isStarted = true;
    return port.id;
  }

  /** @throws OmosixError EPROTOCOL where a port is not this task's: its host lies */
  post(holder: Holder, id: number, bytes: Uint8Array, transit: readonly Sent[]): void {
    const port = this.held(holder, id);
    const ports = this.take(holder, transit);
    const to = port && this.receivers(port);
    if (!to || to.length === 0) for (const each of ports) this.end(each);
    for (const each of to ?? []) this.enqueue(each, { is: 'message', bytes, ports });
  }

  /** A started port, which stays until `endNews`. */
  keep(holder: Holder, id: number): void {
    const port = this.held(holder, id);
    if (!port) return;
    port.isKept = true;
    port.isStarted = true;
  }

  /** The last news of a thread. */
  endNews(id: number): void {
    const port = this.open.get(id);
    if (!port) return;
    port.isKept = false;
    this.enqueue(port, { is: 'close' });
  }

  /** News of a thread: in one order with what it sends to its parent. */
  news(id: number, thread: number, news: ThreadNews, bytes: Uint8Array = EMPTY): void {
    const port = this.open.get(id);
    if (port) this.enqueue(port, { is: 'news', thread, news, bytes });
  }

  start(holder: Holder, id: number): void {
    const port = this.held(holder, id);
    if (!port) return;
    port.isStarted = true;
    this.deliver(port);
  }

  /** The first message of a port, started or not. */
  first(holder: Holder, id: number): { bytes: Uint8Array; ports: number[] } | null {
    const port = this.held(holder, id);
    const item = port?.queue[0];
    if (item?.is !== 'message') return null;
    port!.queue.shift();
    this.unreadBytes -= item.bytes.length;
    return { bytes: item.bytes, ports: item.ports.map((each) => this.give(each, holder)) };
  }

  close(holder: Holder, id: number): void {
    const port = this.held(holder, id);
    if (port) this.end(port);
  }

  /** All that a task holds, at its end. */
  closeAll(holder: Holder): void {
    for (const port of [...this.open.values()]) if (port.holder === holder) this.end(port);
  }

  /** A task takes more again. */
  pump(holder: Holder): void {
    for (const port of this.open.values())
      if (port.holder === holder && port.queue.length > 0) this.deliver(port);
  }

  /** Ports leave their holder: what it has not handled waits before what it was not sent. @throws OmosixError EPROTOCOL */
  take(holder: Holder, transit: readonly Sent[]): Port[] {
    return transit.map(({ port: id, unread }) => {
      const port = this.held(holder, id);
      // Its other end was closed meanwhile, and with it this one.
      if (!port) return this.closed();
      const back = [...unread, ...holder.untaken(id)];
      port.queue.unshift(
        ...back.map(
          ({ bytes, ports }): Item => ({
            is: 'message',
            bytes,
            ports: ports.flatMap((each) => this.open.get(each) ?? []),
          }),
        ),
      );
      for (const { bytes, ports } of back) {
        this.unreadBytes += bytes.length;
        for (const each of ports) {
          const within = this.open.get(each);
          if (within?.holder === holder) within.holder = null;
        }
      }
      port.holder = null;
      port.isStarted = false;
      return port;
    });
  }

  /** Another holds from now on what `from` has held. */
  adopt(from: Holder, to: Holder): void {
    for (const port of this.open.values()) if (port.holder === from) port.holder = to;
  }

  /** A port arrives. */
  give(port: Port, holder: Holder): number {
    port.holder = holder;
    return port.id;
  }

  private receivers(port: Port): Port[] {
    if (port.channel === null) return port.peer ? [port.peer] : [];
    return [...this.open.values()].filter((each) => each !== port && each.channel === port.channel);
  }

  private enqueue(port: Port, item: Item): void {
    if (item.is !== 'close') this.unreadBytes += item.bytes.length;
    if (this.unreadBytes > MAX_UNREAD_BYTES)
      throw new OmosixError('EREFUSED', 'its threads have sent more messages than they take');
    port.queue.push(item);
    this.deliver(port);
  }

  private deliver(port: Port): void {
    const { holder, queue } = port;
    let count = 0;
    for (; count < queue.length && holder?.hasRoom; count++) {
      const item = queue[count]!;
      if (item.is === 'message') {
        if (!port.isStarted) break;
        this.unreadBytes -= item.bytes.length;
        const ports = item.ports.map((each) => this.give(each, holder));
        holder.tell({ name: 'message', port: port.id, ports }, item.bytes);
      } else if (item.is === 'news') {
        this.unreadBytes -= item.bytes.length;
        holder.tell({ name: 'thread', thread: item.thread, ...item.news }, item.bytes);
      } else {
        holder.tell({ name: 'portclose', port: port.id }, EMPTY);
        if (!port.isKept) this.open.delete(port.id);
      }
    }
    if (count > 0) queue.splice(0, count);
  }

  private end(port: Port): void {
    if (!this.open.delete(port.id)) return;
    const { peer } = port;
    port.peer = null;
    for (const item of port.queue) {
      if (item.is !== 'close') this.unreadBytes -= item.bytes.length;
      if (item.is === 'message') for (const each of item.ports) this.end(each);
    }
    if (!peer) return;
    peer.peer = null;
    this.enqueue(peer, { is: 'close' });
  }

  private held(holder: Holder, id: number): Port | undefined {
    const port = this.open.get(id);
    if (port && port.holder !== holder)
      throw new OmosixError('EPROTOCOL', `the task's host spoke of port ${id}, which is not the task's`);
    return port;
  }

  private add(holder: Holder, channel: string | null): Port {
    const port = this.made(holder, channel, []);
    this.open.set(port.id, port);
    return port;
  }

  private closed(): Port {
    return this.made(null, null, [{ is: 'close' }]);
  }

  private made(holder: Holder | null, channel: string | null, queue: Item[]): Port {
    return { id: ++this.last, holder, peer: null, channel, queue, isStarted: false, isKept: false };
  }
}

/** A port in transit with the bytes of what it leaves unread. */
export interface Sent {
  port: number;
  unread: { bytes: Uint8Array; ports: number[] }[];
}

/** The pieces of a tail: the first `lengths` by themselves, then what ports leave unread. @throws OmosixError EPROTOCOL */
export function piecesOf(
  tail: Uint8Array,
  lengths: readonly number[],
  transit: readonly PortInTransit[],
): { pieces: Uint8Array[]; sent: Sent[] } {
  let at = 0;
  const take = (bytes: number): Uint8Array => {
    if (bytes > tail.length - at) throw new OmosixError('EPROTOCOL', "the task's host sent a short message");
    at += bytes;
    return tail.subarray(at - bytes, at);
  };
  const pieces = lengths.map(take);
  const sent = transit.map(({ port, unread }) => ({
    port,
    unread: unread.map(({ bytes, ports }) => ({ bytes: take(bytes), ports })),
  }));
  return { pieces, sent };
}
