import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TaskSpec } from '../../protocol/task.ts';
import { noted } from '../audit/audit.ts';
import { Judge } from '../deputy/grants/judge.ts';
import { placeOf } from '../deputy/grants/places.ts';
import type { CompiledProgram } from '../deputy/images.ts';
import type { Places } from '../places.ts';
import { systemClock } from '../system-clock.ts';

/** A node's key, its members, its sockets. */
export const ownPlaces = ({ state, config, cache, runtime }: Places): string[] =>
  [state, config, cache, runtime].map((path) => placeOf(resolve(path)));

/** Null where the task may do what its user may. */
export function judgeOf(
  { grants, file, pid, task }: TaskSpec,
  { inputs }: Pick<CompiledProgram, 'inputs'>,
  hidden: readonly string[],
  state: string,
  tell: (line: string) => void,
): Judge | null {
  if (!grants) return null;
  const loaded = [file, ...inputs].filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  return new Judge({
    grants,
    loaded: loaded.map((path) => placeOf(path)),
    hidden,
    pid,
    tell,
    note: (of, resource) =>
      void noted(state, { event: 'grant-refused', task, of, resource }, systemClock.nowMs()),
  });
}
