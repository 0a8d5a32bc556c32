import type { FilesRequest } from '../../../protocol/files.ts';
import { toldError } from '../tree-error.ts';
import type { Asker, Askers } from './asker.ts';
import type { Say } from './tree-server.ts';

/** What serves one client, until that has left. */
export interface Service {
  serve(request: FilesRequest, tail: Uint8Array, say: Say): void;
  left(): void;
}

/** A service of this very process, as one who can be asked. */
export function askersOf(service: Pick<Service, 'serve'>): Askers {
  const asker: Asker = {
    ask: (request, tail = new Uint8Array(0)) =>
      new Promise((resolve, reject) => {
        const values: unknown[] = [];
        service.serve(request, tail, (reply) => {
          if ('error' in reply) reject(toldError(reply.error));
          else {
            values.push(reply.value);
            if (!reply.more) resolve({ values, tail: reply.tail ?? new Uint8Array(0) });
          }
        });
      }),
  };
  return { now: async () => asker };
}
