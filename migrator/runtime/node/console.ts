import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { formatWithOptions, inspect } from 'node:util';
import type { Task } from '../task.ts';
import { colorDepth } from './colors.ts';
import { writeOut } from './output.ts';

const INDENT = '  ';

/** `console.time` as Node prints it. */
function formatTime(ms: number): string {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(3)}s`;
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const [whole, fraction] = (seconds % 60).toFixed(3).split('.');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(Number(whole))}.${fraction} (m:ss.mmm)`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(Number(whole))} (h:mm:ss)`;
}

/** Node's own table, drawn by Node. */
function tableText(data: unknown, columns: readonly string[] | undefined): string {
  let text = '';
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => done(void (text += chunk)),
  });
  new Console({ stdout: stream, colorMode: false }).table(data, columns);
  return text.slice(0, -1);
}

/** `console`, its counters and indentation in the task's state. */
export function makeConsole(task: Task): Record<string, unknown> {
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
    writeOut(task, fd, Buffer.from(`${lines}\n`), true);
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
      if (value) return;
      if (typeof args[0] === 'string') err(`Assertion failed: ${args[0]}`, ...args.slice(1));
      else err('Assertion failed', ...args);
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
  return console;

  function warning(text: string): void {
    print(2, () => `(node:${task.state.spec.pid}) Warning: ${text}`);
  }
  function warnMissing(what: string, label: string): void {
    warning(`${what} '${label}' does not exist`);
  }
}
