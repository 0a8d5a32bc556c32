import { parentPort, workerData } from 'node:worker_threads';
import type { FilesRequest } from '../../../protocol/files.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import type { ExportRoot } from '../../../protocol/node.ts';
import { type Reply, TreeServer } from '../wire/tree-server.ts';
import { ExportTree } from './export-tree.ts';
import { Roots } from './roots.ts';

/** What the agent tells the thread that serves its exports, in order; and what that answers. */
export type ToExporter =
  | { say: 'roots'; roots: ExportRoot[] }
  | { say: 'ask'; client: number; ask: number; request: FilesRequest; tail: Uint8Array }
  | { say: 'left'; client: number };
export interface FromExporter {
  ask: number;
  reply: Reply;
}

export interface ExporterData {
  roots: ExportRoot[];
  hidden: string[];
  /** Names of files begin after it. */
  last: number;
}

const { roots: first, hidden, last } = workerData as ExporterData;
let roots = new Roots(first, hidden);
const server = new TreeServer(new ExportTree(() => roots), last);

parentPort!.on('message', (message: ToExporter) => {
  switch (message.say) {
    case 'roots':
      roots = new Roots(message.roots, hidden);
      return;
    case 'left':
      server.left(message.client);
      return;
    case 'ask': {
      const { client, ask, request, tail } = message;
      void server.serve(client, request, tail, (reply) => {
        const bytes = 'tail' in reply && reply.tail !== undefined ? reply.tail : EMPTY;
        const answer: FromExporter = { ask, reply };
        parentPort!.postMessage(answer, bytes.length > 0 ? [bytes.buffer as ArrayBuffer] : []);
      });
    }
  }
});
