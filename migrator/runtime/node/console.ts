import { formatWithOptions, inspect } from 'node:util';
import { carriable } from '../promise/resolving.ts';
import type { Task } from '../task.ts';
import { colorDepth } from './colors.ts';
import { assertionWords, formatTime, tableText } from './console-words.ts';
import type { Printer } from './printer.ts';
import { CLEAR_SCREEN_DOWN, cursorToText } from './terminal-text.ts';

const INDENT = '  ';

const native = console;

export const runTask = (fn: () => unknown): unknown => fn();

/** By what `instanceof Console` knows one. */
const mark = Object.getOwnPropertySymbols(native).find(({ description }) => description === 'kIsConsole');

/** `console`, its counters and indentation in the task's state. */
export function makeConsole(
  task: Task,
  printer: Printer,
  streams: { stdout: object; stderr: object },
): Record<string, unknown> {
  const stream = (fd: 1 | 2) => (fd === 1 ? task.state.spec.stdout : task.state.spec.stderr);
  const colours = (fd: 1 | 2): boolean => {
    const { env } = task.state.process;
    return (env.FORCE_COLOR !== undefined || stream(fd).isTTY) && colorDepth(env) > 2;
  };

  /** The text is made once, though the shim may be called again: making it can run the guest's code. */
  function print(fd: 1 | 2, make: () => string): void {
    const lines = task.syscalls.once(() => {
      const text = make();
      const { indent } = task.state.console;
      return indent === ''
        ? text
        : indent + (text.includes('\n') ? text.replaceAll('\n', `\n${indent}`) : text);
    });
    printer.print(fd, `${lines}\n`);
  }
  const format = (fd: 1 | 2, args: unknown[]): string => formatWithOptions({ colors: colours(fd) }, ...args);
  const out = (...args: unknown[]): void => print(1, () => format(1, args));
  const err = (...args: unknown[]): void => print(2, () => format(2, args));
  const labelOf = (label: unknown): string => `${label === undefined ? 'default' : label}`;
  const since = (label: string): string | undefined => {
    const start = task.state.console.timers.get(label);
    return start === undefined ? undefined : formatTime(task.clock.sinceStartMs() - start);
  };

  const methods: Record<string, (...args: never[]) => unknown> = {
    log: out,
    info: out,
    debug: out,
    error: err,
    warn: err,
    dirxml: out,
    dir: (object: unknown, options?: object) =>
      print(1, () => inspect(object, { customInspect: false, colors: colours(1), ...options })),
    table: (data: unknown, columns?: string[]) =>
      data === null || typeof data !== 'object' ? out(data) : print(1, () => tableText(data, columns)),
    trace: (...args: unknown[]) =>
      print(2, () => {
        const holder = { name: 'Trace', message: format(2, args), stack: '' };
        Error.captureStackTrace(holder);
        return holder.stack;
      }),
    assert: (value: unknown, ...args: unknown[]) => {
      if (!value) err(...assertionWords(args));
    },
    count: (label?: unknown) => {
      const { counts } = task.state.console;
      const count = (counts.get(labelOf(label)) ?? 0) + 1;
      out(`${labelOf(label)}: ${count}`);
      counts.set(labelOf(label), count);
    },
    countReset: (label?: unknown) => {
      if (!task.state.console.counts.delete(labelOf(label))) warnMissing('Count for', labelOf(label));
    },
    time: (label?: unknown) => {
      const { timers } = task.state.console;
      if (timers.has(labelOf(label))) warning(`Label '${labelOf(label)}' already exists for console.time()`);
      else timers.set(labelOf(label), task.clock.sinceStartMs());
    },
    timeLog: (label?: unknown, ...args: unknown[]) => {
      const text = since(labelOf(label));
      if (text === undefined) return warning(`No such label '${labelOf(label)}' for console.timeLog()`);
      out(`${labelOf(label)}: ${text}`, ...args);
    },
    timeEnd: (label?: unknown) => {
      const text = since(labelOf(label));
      if (text === undefined) return warning(`No such label '${labelOf(label)}' for console.timeEnd()`);
      out(`${labelOf(label)}: ${text}`);
      task.state.console.timers.delete(labelOf(label));
    },
    clear: () => {
      const { TERM } = task.state.process.env;
      if (stream(1).isTTY && TERM !== 'dumb') printer.print(1, cursorToText(0, 0) + CLEAR_SCREEN_DOWN);
    },
    group: (...args: unknown[]) => {
      if (args.length > 0) out(...args);
      task.state.console.indent += INDENT;
    },
    groupEnd: () => {
      const { console } = task.state;
      console.indent = console.indent.slice(0, -INDENT.length);
    },
  };
  methods.groupCollapsed = methods.group!;

  const console: Record<string, unknown> = {};
  for (const [name, impl] of Object.entries(methods))
    console[name] = task.shims.restartable(`node:console.${name}`, impl);
  for (const name of ['profile', 'profileEnd', 'timeStamp']) console[name] = { [name]: () => {} }[name];
  // Of V8's inspector, which no host has: a task runs, and nothing is traced.
  console.context = (native as unknown as { context: unknown }).context;
  console.createTask = (name: unknown): object => {
    if (typeof name !== 'string' || name === '')
      throw new Error('First argument must be a non-empty string.');
    return { run: carriable(runTask) };
  };
  const hidden: [PropertyKey, PropertyDescriptor][] = [
    [Symbol.toStringTag, { value: 'console', configurable: true }],
    ['_stdout', { get: () => streams.stdout, configurable: true }],
    ['_stderr', { get: () => streams.stderr, configurable: true }],
  ];
  if (mark) hidden.push([mark, { value: true, configurable: true }]);
  for (const [key, descriptor] of hidden) Object.defineProperty(console, key, descriptor);
  return console;

  function warning(text: string): void {
    print(2, () => `(node:${task.state.spec.pid}) Warning: ${text}`);
  }
  function warnMissing(what: string, label: string): void {
    warning(`${what} '${label}' does not exist`);
  }
}
