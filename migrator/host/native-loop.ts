import type { NativeWaits } from '../runtime/loop/ports.ts';
import type { Task } from '../runtime/task.ts';
import type { SyncChannel } from './channel.ts';
import type { GuestHost } from './guest-host.ts';
import { LibuvWaits, pinOf } from './native-waits.ts';
import { guestSite, waitPin } from './pins.ts';
import type { LoadedProgram } from './program.ts';
import { given } from './threads/given.ts';
import { ThreadWaits } from './threads/thread-waits.ts';
import { ThreadWire } from './threads/thread-wire.ts';

interface Parts {
  channel: SyncChannel;
  nativeRequire: (name: string) => unknown;
  task: Task;
  guest: GuestHost;
  program(): LoadedProgram;
  /** Runs the task's loop until it parks again. */
  goOn(): void;
}

/** Node's own event loop, for tasks with something that only that answers: native add-ons, `Atomics.waitAsync`. Such a task stays. */
export class NativeLoop {
  constructor(private readonly parts: Parts) {}

  /** Native add-ons may be loaded: all of the task stays in this process, which is its home's. */
  forAddons(): void {
    const { guest, program, task } = this.parts;
    guest.pin(pinOf(program().image));
    process.umask(task.state.spec.umask);
    this.waits();
  }

  /** V8 answers a wait here; `asker` was called for it. @returns what makes the task look for the answer */
  forWait(asker: Function): () => void {
    const { guest, program, task } = this.parts;
    if (!task.loop.native) {
      const site = guestSite(asker);
      guest.pin(waitPin(site && program().positions.find(site.file, site.line, site.column)));
    }
    const waits = this.waits();
    return () => waits.wakeSoon();
  }

  private waits(): NativeWaits {
    const { channel, nativeRequire, task, goOn } = this.parts;
    // What others do is seen at once: nothing that was done before may come later.
    channel.alarm = undefined;
    const start = given();
    task.loop.native ??=
      start?.role === 'thread' && channel.wire instanceof ThreadWire
        ? new ThreadWaits(channel.wire, start.bell, goOn)
        : new LibuvWaits(channel, nativeRequire, goOn);
    return task.loop.native;
  }
}
