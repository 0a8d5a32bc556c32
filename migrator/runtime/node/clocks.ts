import type { Task } from '../task.ts';

const NativeDate = Date;

/**
 * The global `Date` with home's clock. Installed always, also at home, so that a task may hold it across a move; all
 * that it adds where the offset is 0 is one call.
 */
export function makeDate(task: Task): DateConstructor {
  const { clock } = task;
  const now = (): number => clock.wallMs();

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
    mark: { value: { mark: markFrom(now) }.mark, writable: true, configurable: true },
    measure: { value: { measure: measureTo(now) }.measure, writable: true, configurable: true },
  });
}

type MarkOptions = { startTime?: number; detail?: unknown };
type MeasureOptions = { start?: unknown; end?: unknown; duration?: unknown; detail?: unknown };
type Mark = (name: string, options?: MarkOptions) => unknown;
type Measure = (name: string, start?: string | MeasureOptions, end?: string) => unknown;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Node's own marks have the time of this process. */
function markFrom(now: () => number): Mark {
  const native = performance.mark.bind(performance) as Mark;
  return function mark(name, options) {
    if (options !== undefined && !isObject(options)) return native(name, options);
    return native(name, options?.startTime === undefined ? { ...options, startTime: now() } : options);
  };
}

/** And so have its measures, where they end now. */
function measureTo(now: () => number): Measure {
  const native = performance.measure.bind(performance) as Measure;
  return function measure(name, from, to) {
    if (to !== undefined) return native(name, from, to);
    if (!isObject(from)) return native(name, { ...(from == null ? {} : { start: from }), end: now() });
    const { start, end, duration } = from;
    const isWhole = end !== undefined || (start !== undefined && duration !== undefined);
    const isEmpty = start === undefined && duration === undefined && from.detail === undefined;
    return native(name, isWhole || isEmpty ? from : { ...from, end: now() });
  };
}
