import type { Task } from '../task.ts';
import type { RegisterIntrinsic } from './index.ts';
import { writeOut } from './output.ts';
import type { OutputStream } from './stdout.ts';

/** What `console` and warnings print by. */
export interface Printer {
  /** To be called within a restartable shim. */
  print(fd: 1 | 2, text: string): void;
  register(register: RegisterIntrinsic): void;
}

/** Nobody waits for it; a program that stands in the place of `write` may keep it. */
const written = (): void => {};

/** Prints by the stream's `write` where the program has put its own there, as many do to see what is printed; else at once. */
export function makePrinter(task: Task, outputs: Record<'stdout' | 'stderr', OutputStream>): Printer {
  return {
    print(fd, text) {
      const { stream, write } = outputs[fd === 1 ? 'stdout' : 'stderr'];
      const own = (stream as { write: Function }).write;
      if (own === write) writeOut(task, fd, Buffer.from(text), true);
      else task.syscalls.once(() => void Reflect.apply(own, stream, [text, written]));
    },
    register: (register) => register('omosix:printer.written', written),
  };
}
