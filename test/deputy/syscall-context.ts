import { Children } from '../../agent/deputy/children/children.ts';
import { TaskFiles } from '../../agent/deputy/mfs/task-files.ts';
import { Network } from '../../agent/deputy/net/network.ts';
import type { SyscallContext } from '../../agent/deputy/syscalls/context.ts';
import { Descriptors } from '../../agent/deputy/syscalls/descriptors.ts';
import { Watches } from '../../agent/deputy/syscalls/watches.ts';
import type { Holder } from '../../agent/deputy/threads/ports.ts';
import { ThreadGroup } from '../../agent/deputy/threads/threads.ts';
import { EMPTY } from '../../protocol/frame.ts';

export class FakeHolder implements Holder {
  hasRoom = true;
  tell(): void {}
  untaken(): [] {
    return [];
  }
}

/** What the calls of one task work on: real descriptors, no streams. `kill` takes signals that the task sends. */
export const syscallContext = (kill: SyscallContext['process']['kill'] = () => true): SyscallContext => ({
  judge: null,
  files: new TaskFiles(null),
  descriptors: new Descriptors(),
  watches: new Watches(),
  network: new Network(),
  children: new Children(),
  childRun: { input: [], output: EMPTY },
  output: { write: async (_fd, bytes) => bytes.length, drained: async () => {} },
  input: { read: async () => EMPTY },
  threads: { group: new ThreadGroup(null), holder: new FakeHolder(), self: null },
  process: { watch: () => {}, kill, leave: () => {}, exit: () => {} },
});
