import { Worker } from 'node:worker_threads';
import type { FilesRequest } from '../../../protocol/files.ts';
import type { FileCallHere } from '../../../protocol/host.ts';
import type { ExportRoot } from '../../../protocol/node.ts';
import type { Log } from '../../../protocol/ports.ts';
import type { Say } from '../wire/tree-server.ts';
import type { FileAnswer } from './calls-here.ts';
import type { ExporterData, FromExporter, ToExporter } from './worker.ts';

/** More than any thread opens in its life. */
const FILES_A_START = 2 ** 40;

/** The thread that serves what this node exports. It begins with the first request: many agents are never asked. */
export class Exporter {
  private worker: Worker | null = null;
  private readonly asked = new Map<number, Say>();
  private readonly called = new Map<number, (answer: FileAnswer) => void>();
  private lastAsk = 0;
  private lastClient = 0;
  private starts = 0;

  /** `script`: dist/export-worker.mjs. `hidden`: directories that are never served, by their real paths. */
  constructor(
    private readonly self: number,
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
    // Nothing is under way that it would have to wait for.
    if (request.op === 'fence' && !this.worker) {
      say({ value: null });
      return;
    }
    this.worker ??= this.start();
    const ask = ++this.lastAsk;
    this.asked.set(ask, say);
    this.tell({ say: 'ask', client, ask, request, tail });
  }

  /** A whole call of a task that executes here. */
  call(call: FileCallHere, refusal: string | null): Promise<FileAnswer> {
    this.worker ??= this.start();
    const ask = ++this.lastAsk;
    return new Promise((resolve) => {
      this.called.set(ask, resolve);
      this.tell({ say: 'call', ask, call, refusal });
    });
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
    const workerData: ExporterData = { self: this.self, roots: this.roots, hidden: [...this.hidden], last };
    const worker = new Worker(this.script, { workerData, stdin: false });
    worker.unref();
    worker.on('message', (message: FromExporter) => this.onAnswer(message));
    worker.on('error', (error) => this.log.error('the thread that serves files has ended', { error }));
    worker.on('exit', () => {
      this.worker = null;
      const why = 'the thread that serves files has ended';
      const waiting = takeAll(this.asked);
      const calling = takeAll(this.called);
      for (const say of waiting) say({ error: { code: 'EIO', why } });
      for (const say of calling)
        say({ error: { name: 'Error', code: 'EIO', errno: -5, message: `EIO: i/o error (${why})` } });
    });
    return worker;
  }

  private onAnswer(message: FromExporter): void {
    const { ask } = message;
    if ('answer' in message) {
      const say = this.called.get(ask);
      this.called.delete(ask);
      say?.(message.answer);
      return;
    }
    const say = this.asked.get(ask);
    if (!('more' in message.reply)) this.asked.delete(ask);
    say?.(message.reply);
  }
}

function takeAll<T>(waiting: Map<number, T>): T[] {
  const all = [...waiting.values()];
  waiting.clear();
  return all;
}
