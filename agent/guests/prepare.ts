import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import { BULK_CHUNK_BYTES } from '../../protocol/limits.ts';
import type { TaskSpec } from '../../protocol/task.ts';
import type { Host } from './host.ts';

/** Gives a ready host its program. @returns when the host has compiled it; the host then has no listener */
export async function prepareHost(
  host: Host,
  { spec, image, toRestore }: { spec: TaskSpec; image: Uint8Array; toRestore: boolean },
): Promise<void> {
  const prepared = new Promise<void>((resolve, reject) => {
    host.listen({
      message: (message) => {
        if (message.op === 'prepared') resolve();
        else if (message.op === 'refused') reject(new OmosixError('EREFUSED', message.reason));
        else if (message.op === 'failed')
          reject(new OmosixError('EREFUSED', `the host failed: ${message.message}`));
      },
      records() {},
      bulk() {},
      exit: (reason) => reject(new OmosixError('ELOST', reason)),
    });
  });
  prepared.catch(() => {});
  host.send({ op: 'prepare', spec, toRestore });
  for (let at = 0; ; at += BULK_CHUNK_BYTES) {
    const last = at + BULK_CHUNK_BYTES >= image.length;
    host.sendBulk({ what: 'program', last }, [image.subarray(at, at + BULK_CHUNK_BYTES)]);
    if (last) break;
    await host.frames.drained();
  }
  return prepared;
}

/** What kills a host that has not begun, memory that is short for a moment, say, need not kill the next one. */
export async function orAnother<T>(prepared: () => Promise<T>): Promise<T> {
  try {
    return await prepared();
  } catch (error) {
    if (!isOmosixError(error) || error.code !== 'ELOST') throw error;
    return prepared();
  }
}
