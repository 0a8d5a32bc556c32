import { OmosixError } from '../../../protocol/errors.ts';
import { ThreadGroup } from '../../deputy/threads/threads.ts';

/** Of a program under `--ha`: what its threads say to each other is in no journal. */
export const noThreads = (): ThreadGroup =>
  new ThreadGroup(() =>
    Promise.reject(new OmosixError('EREFUSED', 'a program under --ha has no worker threads')),
  );
