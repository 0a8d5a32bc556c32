import { join } from 'node:path';
import type { Log } from '../protocol/ports.ts';
import { privateDirectory } from './places.ts';

type Level = keyof Log;
type Entry = [level: Level, message: string, fields: Record<string, unknown> | undefined];

export type LogLevel = Level | 'silent';

/** pino behind the Log port, to a file or standard error. It is loaded with the first line that is to be written. */
export function createLog(target: { stateDirectory: string } | 'stderr', level: LogLevel): Log {
  const order: LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];
  const waiting: Entry[] = [];
  let write: ((...entry: Entry) => void) | undefined;
  let loading = false;
  const load = async (): Promise<void> => {
    const { default: pino } = await import('pino');
    const destination = target === 'stderr' ? 2 : join(privateDirectory(target.stateDirectory), 'omd.log');
    const logger = pino(
      { level, base: { pid: process.pid } },
      pino.destination({ dest: destination, sync: true }),
    );
    write = (at, message, fields) => logger[at](fields ?? {}, message);
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
