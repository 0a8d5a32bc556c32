import { emitNext, job } from '../loop/jobs.ts';
import { enqueue } from '../loop/queue.ts';
import type { Task } from '../task.ts';
import type { Printer } from './printer.ts';

interface WarningOptions {
  type?: string;
  code?: string;
  detail?: string;
}

export interface Warnings {
  emitWarning: (warning: string | Error, options?: string | WarningOptions, code?: string) => void;
  /** Shows it after the job that is running, as Node does. */
  show(warning: Error): void;
  /** Job that shows a warning: known by name, for a task that is captured before. */
  showNow: Function;
}

/** `process.emitWarning`: printed on standard error, and an event. */
export function makeWarnings(task: Task, printer: Printer, guestProcess: () => object): Warnings {
  const showNow = task.shims.restartable(
    'node:process.showWarning',
    (warning: Error & WarningOptions): void => {
      const { name, message, code, detail } = warning;
      const hint = task.state.process.warned
        ? ''
        : '(Use `node --trace-warnings ...` to show where the warning was created)\n';
      const text = `(node:${task.state.spec.pid}) ${code ? `[${code}] ` : ''}${name}: ${message}\n${detail ? `${detail}\n` : ''}${hint}`;
      printer.print(2, text);
      task.state.process.warned = true;
      emitNext(task.state, 'process', guestProcess(), 'warning', [warning]);
    },
  );
  const show = (warning: Error): void => {
    enqueue(task.state.ticks, job(showNow, undefined, [warning]));
  };

  function emitWarning(given: string | Error, options?: string | WarningOptions, givenCode?: string): void {
    const { type, code, detail } =
      typeof options === 'string' ? { type: options, code: givenCode, detail: undefined } : (options ?? {});
    if (given instanceof Error) return show(given);
    const warning = Object.assign(new Error(given), { name: type ?? 'Warning' });
    if (code !== undefined) Object.assign(warning, { code });
    if (detail !== undefined) Object.assign(warning, { detail });
    show(warning);
  }
  return { emitWarning, show, showNow };
}
