import { Worker } from 'node:worker_threads';
import type { FilesRequest } from '../../../protocol/files.ts';
import type { ExportRoot } from '../../../protocol/node.ts';
import type { Log } from '../../../protocol/ports.ts';
import type { Say } from '../wire/tree-server.ts';
import type { ExporterData, FromExporter, ToExporter } from './worker.ts';

/** More than any thread opens in its life. */
const FILES_A_START = 2 ** 40;

/** The thread that serves what this node exports. It begins with the first request: many agents are never asked. */
export class Exporter {
  private worker: Worker | null = null;
  private readonly asked = new Map<number, Say>();
  private lastAsk = 0;
  private lastClient = 0;
  private starts = 0;

  /** `script`: dist/export-worker.mjs. `hidden`: directories that are never served, by their real paths. */
  constructor(
    private readonly script: string,
    private roots: ExportRoot[],
    private readonly hidden: readonly string[],
    private readonly log: Log,
  ) {}

  /** From now on only these are served; what is open elsewhere is of no use any more. */
  set(roots: ExportRoot[]): void {
    this.roots = roots;
    this.tell({ say: 'roots', roots });
  }

  /** A name for somebody who asks, and whose files are closed together. */
  newClient(): number {
    return ++this.lastClient;
  }

  serve(client: number, request: FilesRequest, tail: Uint8Array, say: Say): void {
    this.worker ??= this.start();
    const ask = ++this.lastAsk;
    this.asked.set(ask, say);
    this.tell({ say: 'ask', client, ask, request, tail });
  }

  left(client: number): void {
    this.tell({ say: 'left', client });
  }

  close(): void {
    void this.worker?.terminate();
  }

  private tell(message: ToExporter): void {
    this.worker?.postMessage(message);
  }

  private start(): Worker {
    const last = this.starts++ * FILES_A_START;
    const workerData: ExporterData = { roots: this.roots, hidden: [...this.hidden], last };
    const worker = new Worker(this.script, { workerData, stdin: false });
    worker.unref();
    worker.on('message', ({ ask, reply }: FromExporter) => {
      const say = this.asked.get(ask);
      if (!('more' in reply)) this.asked.delete(ask);
      say?.(reply);
    });
    worker.on('error', (error) => this.log.error('the thread that serves files has ended', { error }));
    worker.on('exit', () => {
      this.worker = null;
      const waiting = [...this.asked.values()];
      this.asked.clear();
      for (const say of waiting)
        say({ error: { code: 'EIO', why: 'the thread that serves files has ended' } });
    });
    return worker;
  }
}
