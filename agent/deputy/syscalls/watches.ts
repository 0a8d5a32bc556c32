import fs from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod/mini';
import type { WatchEvent } from '../../../protocol/syscalls.ts';
import { statResult } from '../../mfs/stat.ts';
import { wireError } from '../wire-error.ts';
import { path, type Syscall, size, syscall } from './context.ts';

/** What one watch keeps for a task that is slow, or moving: beyond it the oldest are forgotten, as the system's own queue does. */
const MOST_KEPT = 16_384;

interface Watch {
  events: WatchEvent[];
  /** The call that waits for the next one. */
  waiting: ((events: WatchEvent[] | null) => void) | null;
  stop: () => void;
}

/** What the task watches at home. The watching itself stays here; the task asks what has happened, wherever it is. */
export class Watches {
  private readonly open = new Map<number, Watch>();
  private last = 0;

  /** @throws what `fs.watch` throws */
  begin(start: (tell: (event: WatchEvent) => void) => () => void): number {
    const id = ++this.last;
    const watch: Watch = { events: [], waiting: null, stop: () => {} };
    watch.stop = start((event) => {
      watch.events.push(event);
      if (watch.events.length > MOST_KEPT) watch.events.shift();
      watch.waiting?.(watch.events.splice(0));
      watch.waiting = null;
    });
    this.open.set(id, watch);
    return id;
  }

  /** What has happened; null where nothing will any more. */
  next(id: number): Promise<WatchEvent[] | null> | WatchEvent[] | null {
    const watch = this.open.get(id);
    if (!watch) return null;
    if (watch.events.length > 0) return watch.events.splice(0);
    return new Promise((done) => {
      watch.waiting?.(null);
      watch.waiting = done;
    });
  }

  end(id: number): void {
    const watch = this.open.get(id);
    if (!watch) return;
    this.open.delete(id);
    watch.stop();
    watch.waiting?.(null);
  }
}

const number = z.int().check(z.gte(1));

export const watchCalls: Record<string, Syscall> = {
  'fs.watch': syscall(
    z.tuple([path, z.object({ recursive: z.boolean() })]),
    ([file, { recursive }], { context }) => ({
      value: context.watches.begin((tell) => {
        const watcher = fs.watch(file as string, { recursive, persistent: false, encoding: 'utf8' });
        watcher.on('change', (type, filename) => tell({ type, filename: filename as string | null }));
        watcher.on('error', (error) => tell({ error: wireError(error) }));
        return () => watcher.close();
      }),
    }),
  ),
  'fs.watchFile': syscall(
    z.tuple([path, z.object({ intervalMs: size })]),
    ([file, { intervalMs }], { context }) => ({
      value: context.watches.begin((tell) => {
        const name = resolve(String(file));
        const listener = (now: fs.BigIntStats, before: fs.BigIntStats): void =>
          tell({ now: statResult(now), before: statResult(before) });
        fs.watchFile(name, { bigint: true, persistent: false, interval: intervalMs }, listener);
        return () => fs.unwatchFile(name, listener as never);
      }),
    }),
  ),
  'fs.watched': syscall(z.tuple([number]), async ([id], { context }) => ({
    value: await context.watches.next(id),
  })),
  'fs.unwatch': syscall(z.tuple([number]), ([id], { context }) => {
    context.watches.end(id);
    return { value: null };
  }),
};
