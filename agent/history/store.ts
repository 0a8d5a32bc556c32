import sqlite from 'node-sqlite3-wasm';
import { OmosixError } from '../../protocol/errors.ts';
import { MAX_HISTORY_BYTES } from '../../protocol/limits.ts';
import type { Entry } from './recorder.ts';
import { EVENTS_KEPT_MS, HISTORY_VERSION, SCHEMA, TIERS } from './schema.ts';

type Value = number | string | null;
export type Row = Record<string, Value>;

/** A history file. The library knows no write-ahead log: a transaction is whole or not there, by SQLite's rollback journal. */
export class Store {
  private readonly db: InstanceType<typeof sqlite.Database>;

  /** @throws OmosixError EVERSION; SQLite's own where it is no database */
  constructor(path: string) {
    this.db = new sqlite.Database(path);
    try {
      const version = this.one('PRAGMA user_version');
      if (version !== 0 && version !== HISTORY_VERSION)
        throw new OmosixError(
          'EVERSION',
          `${path} is a history of version ${version}, and this is omosix with ${HISTORY_VERSION}`,
        );
      // What is not there is no page: a file without tables is new, or nothing of ours.
      if (version === 0 && Number(this.one('SELECT count(*) FROM sqlite_master')) > 0)
        throw new OmosixError('EVERSION', `${path} is no history of omosix`);
      if (version === 0) this.db.exec(SCHEMA);
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  close(): void {
    this.db.close();
  }

  all(sql: string, values: Value[] = []): Row[] {
    return this.db.all(sql, values) as Row[];
  }

  /** @throws OmosixError EPROTOCOL where its pages do not fit together */
  check(): void {
    if (this.one('PRAGMA integrity_check') !== 'ok')
      throw new OmosixError('EPROTOCOL', 'the history is damaged');
  }

  /** All or nothing; the same entries again change nothing. */
  add(entries: readonly Entry[], nowMs: number): void {
    this.db.exec('BEGIN');
    try {
      let [first, last] = [Number.POSITIVE_INFINITY, 0];
      for (const entry of entries) {
        this.put(entry);
        if (!('sample' in entry)) continue;
        first = Math.min(first, entry.sample.atMs);
        last = Math.max(last, entry.sample.atMs);
      }
      if (last > 0) this.sumUp(first, last);
      this.forget(nowMs);
      this.db.exec('COMMIT');
    } catch (error) {
      if (this.db.inTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }

  private put(entry: Entry): void {
    if ('sample' in entry) {
      const { atMs, node, name, load, mostLoad, speed, freeBytes, totalBytes, tasks } = entry.sample;
      this.run('INSERT OR REPLACE INTO sample VALUES (?,?,?,?,?,?,?,?,?)', [
        TIERS[0].stepMs,
        atMs,
        node,
        load,
        mostLoad,
        speed,
        freeBytes,
        totalBytes,
        tasks,
      ]);
      this.run('INSERT OR REPLACE INTO node VALUES (?,?)', [node, name]);
    } else if ('stay' in entry) {
      const { task, command, home, node, sinceMs, untilMs, cpuMs, memoryBytes } = entry.stay;
      this.run('INSERT OR REPLACE INTO stay VALUES (?,?,?,?,?,?,?,?)', [
        task,
        sinceMs,
        untilMs,
        node,
        home,
        command,
        cpuMs,
        memoryBytes,
      ]);
    } else if ('move' in entry) {
      const { atMs, task, event, from, to, reason, freezeMs, totalMs, stateBytes } = entry.move;
      this.run('INSERT OR REPLACE INTO move VALUES (?,?,?,?,?,?,?,?,?)', [
        atMs,
        task,
        event,
        from,
        to,
        reason,
        freezeMs,
        totalMs,
        stateBytes,
      ]);
    } else {
      // The agent before it was killed: until when its tasks lived nobody saw, but not longer than it did.
      this.run(
        'UPDATE stay SET until = max(since, coalesce((SELECT max(at) FROM sample WHERE at <= ?), since)) WHERE until IS NULL AND since <= ?',
        [entry.begin, entry.begin],
      );
    }
  }

  /** The coarser steps that these times are part of, anew. */
  private sumUp(firstMs: number, lastMs: number): void {
    for (const [index, { stepMs }] of TIERS.entries()) {
      if (index === 0) continue;
      const finer = TIERS[index - 1]!.stepMs;
      const from = Math.floor(firstMs / stepMs) * stepMs;
      const to = (Math.floor(lastMs / stepMs) + 1) * stepMs;
      this.run(
        `INSERT OR REPLACE INTO sample
         SELECT ?, at / ? * ?, node, avg(load), max(most), avg(speed), avg(free), max(total), avg(tasks)
         FROM sample WHERE step = ? AND at >= ? AND at < ? GROUP BY at / ?, node`,
        [stepMs, stepMs, stepMs, finer, from, to, stepMs],
      );
    }
  }

  private forget(nowMs: number): void {
    for (const { stepMs, keptMs } of TIERS)
      this.run('DELETE FROM sample WHERE step = ? AND at < ?', [stepMs, nowMs - keptMs]);
    this.forgetEvents(nowMs - EVENTS_KEPT_MS);
    // Larger than it may be: the older half of its time is given up, and again until it fits.
    for (let keptMs = EVENTS_KEPT_MS / 2; this.bytes() > MAX_HISTORY_BYTES && keptMs > 60_000; keptMs /= 2) {
      this.run('DELETE FROM sample WHERE at < ? AND step < ?', [nowMs - keptMs, TIERS[3].stepMs]);
      this.forgetEvents(nowMs - keptMs);
    }
  }

  private forgetEvents(beforeMs: number): void {
    this.run('DELETE FROM stay WHERE since < ? AND coalesce(until, since) < ?', [beforeMs, beforeMs]);
    this.run('DELETE FROM move WHERE at < ?', [beforeMs]);
  }

  /** In use; pages that are free are used again. */
  private bytes(): number {
    const pages = Number(this.one('PRAGMA page_count')) - Number(this.one('PRAGMA freelist_count'));
    return pages * Number(this.one('PRAGMA page_size'));
  }

  private run(sql: string, values: Value[]): void {
    this.db.run(sql, values);
  }

  private one(sql: string): Value {
    return Object.values((this.db.get(sql) as Row | null) ?? { none: 0 })[0] ?? null;
  }
}
