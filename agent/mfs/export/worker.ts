import { parentPort, workerData } from 'node:worker_threads';
import type { FilesRequest } from '../../../protocol/files.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import type { FileCallHere } from '../../../protocol/host.ts';
import type { ExportRoot } from '../../../protocol/node.ts';
import { type Reply, TreeServer } from '../wire/tree-server.ts';
import { CallsHere, type FileAnswer } from './calls-here.ts';
import { ExportTree } from './export-tree.ts';
import { Roots } from './roots.ts';

/** What the agent tells the thread that serves its exports, in order; and what that answers. */
export type ToExporter =
  | { say: 'roots'; roots: ExportRoot[] }
  | { say: 'ask'; client: number; ask: number; request: FilesRequest; tail: Uint8Array }
  | { say: 'call'; ask: number; call: FileCallHere; refusal: string | null }
  | { say: 'left'; client: number };
export type FromExporter = { ask: number } & ({ reply: Reply } | { answer: FileAnswer });

export interface ExporterData {
  self: number;
  roots: ExportRoot[];
  hidden: string[];
  /** Names of files begin after it. */
  last: number;
}

const { self, roots: first, hidden, last } = workerData as ExporterData;
let roots = new Roots(first, hidden);
const tree = new ExportTree(() => roots);
const server = new TreeServer(tree, last);
const callsHere = new CallsHere(self, tree);

/** What has memory of its own goes with it; what shares some is copied alone. */
function say(message: FromExporter, bytes: Uint8Array): void {
  const isWhole = bytes.length > 0 && bytes.length === bytes.buffer.byteLength;
  parentPort!.postMessage(message, isWhole ? [bytes.buffer as ArrayBuffer] : []);
}

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
      void server.serve(client, request, tail, (reply) =>
        say({ ask, reply }, ('tail' in reply && reply.tail) || EMPTY),
      );
      return;
    }
    case 'call': {
      const { ask, call, refusal } = message;
      void callsHere.answer(call, refusal).then((answer) => {
        // A view on a pool would take all of that along.
        const bytes = answer.bytes && new Uint8Array(answer.bytes);
        say({ ask, answer: bytes ? { ...answer, bytes } : answer }, bytes ?? EMPTY);
      });
    }
  }
});
