import type { TaskSpec } from '../../protocol/task.ts';
import type { Ending } from '../deputy/deputy.ts';
import { KeptTask } from '../detached/kept-task.ts';
import { launch, tell } from '../detached/launch.ts';
import { Shelf } from '../detached/shelf.ts';
import { placesOf } from '../places.ts';
import { complaint } from './complaint.ts';

/** Of a task that has started: its ID and its command line. */
export type Begun = Pick<TaskSpec, 'task' | 'command'>;

/** `-d`, with the text of its program where that has come on standard input. Resolves with the task's ID when it has started, or with why it has not. */
export async function detach(argv: readonly string[], program?: string): ReturnType<typeof launch> {
  const shelf = new Shelf(placesOf(process.env).state);
  shelf.tidy();
  return launch(shelf.make(process.pid), argv, program);
}

/** The detached deputy itself: `execute` runs the program, and says when it has started. Null where it did not. */
export async function runKept(
  directory: string,
  execute: (onStarted: (begun: Begun) => void) => Promise<Ending | null>,
): Promise<Ending | null> {
  let kept = new KeptTask(directory);
  let hasStarted = false;
  const onStarted = ({ task, command }: Begun): void => {
    // It starts again after each death.
    if (hasStarted) return;
    hasStarted = true;
    kept = kept.begin(new Shelf(placesOf(process.env).state).pathOf(task), task, command);
    void tell({ started: task });
  };
  try {
    const ending = await execute(onStarted);
    if (ending) kept.end(ending);
    return ending;
  } catch (error) {
    const { line, exitCode } = complaint(error as Error);
    if (hasStarted) kept.end({ how: 'lost', reason: line });
    else await tell({ failed: line, exitCode });
    return null;
  }
}
