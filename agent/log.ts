import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../protocol/ports.ts';
import { humanLine } from './log-line.ts';
import { privateDirectory } from './places.ts';

type Level = keyof Log;
type Entry = [level: Level, message: string, fields: Record<string, unknown> | undefined];

export type LogLevel = Level | 'silent';

/** In the state directory. The one before it has `.1` behind its name. */
export const LOG_FILE = 'omd.log';
const MOST_BYTES = 8 * 1024 * 1024;
const LOOK_EVERY_LINES = 256;

/** A terminal is read by somebody. */
const forPeople = {
  write: (line: string): void => {
    process.stderr.write(`${humanLine(line.trimEnd(), !process.env.NO_COLOR)}\n`);
  },
};

/** A log that has become long begins anew: two of them are kept. @returns whether it does */
function putAside(path: string): boolean {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < MOST_BYTES) return false;
  renameSync(path, `${path}.1`);
  return true;
}

/** pino behind the Log port, to a file or standard error. It is loaded with the first line that is to be written. */
export function createLog(target: { stateDirectory: string } | 'stderr', level: LogLevel): Log {
  const order: LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];
  const waiting: Entry[] = [];
  let write: ((...entry: Entry) => void) | undefined;
  let loading = false;
  const load = async (): Promise<void> => {
    const { default: pino } = await import('pino');
    const options = { level, base: { pid: process.pid } };
    if (target === 'stderr') {
      const logger = pino(
        options,
        process.stderr.isTTY ? forPeople : pino.destination({ dest: 2, sync: true }),
      );
      write = (at, message, fields) => logger[at](fields ?? {}, message);
    } else {
      const path = join(privateDirectory(target.stateDirectory), LOG_FILE);
      putAside(path);
      const destination = pino.destination({ dest: path, sync: true });
      const logger = pino(options, destination);
      let lines = 0;
      write = (at, message, fields) => {
        if (++lines % LOOK_EVERY_LINES === 0 && putAside(path)) destination.reopen();
        logger[at](fields ?? {}, message);
      };
    }
    for (const entry of waiting.splice(0)) write(...entry);
  };
  const log =
    (at: Level) =>
    (message: string, fields?: Record<string, unknown>): void => {
      if (order.indexOf(at) < order.indexOf(level)) return;
      if (write) {
        write(at, message, fields);
        return;
      }
      waiting.push([at, message, fields]);
      if (loading) return;
      loading = true;
      load().catch((error: Error) => {
        // Without a log the agent goes on; its last word about it goes where somebody may read it.
        write = () => {};
        process.stderr.write(`omd: no log: ${error.message}\n`);
      });
    };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
