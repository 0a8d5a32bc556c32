import { openSync, readSync } from 'node:fs';
import { constants } from 'node:os';
import { OmosixError } from '../../protocol/errors.ts';
import type { Ending } from '../deputy/deputy.ts';
import { dieBy } from '../deputy/signals.ts';
import type { KeptTask } from './kept-task.ts';
import type { OnShelf } from './shelf.ts';

const POLL_MS = 50;
const CHUNK_BYTES = 64 * 1024;

/** Shows what a detached task has written and goes on writing, until it ends. @throws OmosixError ELOST where it was killed */
export async function attach({ task, kept }: OnShelf): Promise<Ending> {
  const { pid } = kept.deputy;
  process.once('SIGINT', () => {
    const again = `'omrun --attach ${kept.task}' looks again, 'kill ${pid}' ends it`;
    process.stderr.write(`omrun: task ${kept.task} goes on without you: ${again}\n`, () => dieBy('SIGINT'));
  });
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', () => process.exit(128 + constants.signals.SIGPIPE));
  const copies = [new Copy(task, 'stdout'), new Copy(task, 'stderr')];
  for (;;) {
    // First how it is, then what it wrote: after its end nothing more comes.
    const state = task.state(task.read() ?? kept);
    for (const copy of copies) await copy.go();
    if (state.at === 'killed')
      throw new OmosixError('ELOST', `task lost: its deputy (pid ${pid}) was killed`);
    if (state.at === 'ended')
      return state.how === 'signal' ? { ...state, signal: state.signal as NodeJS.Signals } : state;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** What a file has more than at the last look. */
class Copy {
  private readonly file: number;
  private readonly out: NodeJS.WriteStream;
  private at = 0;

  constructor(task: KeptTask, stream: 'stdout' | 'stderr') {
    this.file = openSync(task.path(stream), 'r');
    this.out = process[stream];
  }

  async go(): Promise<void> {
    for (;;) {
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      const got = readSync(this.file, buffer, 0, CHUNK_BYTES, this.at);
      if (got === 0) return;
      this.at += got;
      await new Promise((resolve) => this.out.write(buffer.subarray(0, got), resolve));
    }
  }
}
