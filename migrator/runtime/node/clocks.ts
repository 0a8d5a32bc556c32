import type { Task } from '../task.ts';

// The program may have others.
const { round } = Math;

const NativeDate = Date;
const nativeNow = Date.now;

/**
 * The global `Date` with home's clock. Installed always, also at home, so that a task may hold it across a move; all
 * that it adds where the offset is 0 is one call.
 */
export function makeDate(task: Task): DateConstructor {
  const { clock } = task;
  const now = (): number => nativeNow() + round(clock.offsetMs);

  function HomeDate(this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) return new NativeDate(now()).toString();
    if (new.target === HomeDate) {
      if (args.length === 0) return new NativeDate(now());
      if (args.length === 1) return new NativeDate(args[0] as number);
      return Reflect.construct(NativeDate, args);
    }
    return Reflect.construct(NativeDate, args.length === 0 ? [now()] : args, new.target);
  }
  const made = HomeDate as unknown as DateConstructor;
  Object.defineProperties(made, {
    ...Object.getOwnPropertyDescriptors(NativeDate),
    now: { value: { now }.now, writable: true, configurable: true },
  });
  Object.defineProperty(NativeDate.prototype, 'constructor', {
    value: made,
    writable: true,
    configurable: true,
  });
  return made;
}

/** Own properties over Node's `performance`: what counts from the task's start counts across moves. */
export function patchPerformance(task: Task): void {
  const now = () => task.clock.sinceStartMs();
  Object.defineProperties(performance, {
    now: { value: { now }.now, writable: true, configurable: true },
    timeOrigin: { get: () => task.state.spec.startedAtMs, configurable: true },
  });
}
