import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { inspect } from 'node:util';
import { EMPTY } from '../../../protocol/frame.ts';
import type { Listeners } from '../loop/state.ts';
import type { Task } from '../task.ts';
import type { Starter } from './channel/starter.ts';
import { emitterMethods, mostOf } from './emitter.ts';
import { nodeError } from './errors.ts';
import { validators } from './fs/checks.ts';
import { nodeMajor } from './node-major.ts';
import { exitCodeOf, processMembers } from './process-members.ts';
import { dlopenFor } from './unsupported.ts';
import type { Warnings } from './warnings.ts';

const native = process;
const NS_PER_S = 1_000_000_000n;
/** An exit code that is set as text is read as text. */
const isTextKept = nodeMajor < 22;

const isSignal = (event: string | symbol): event is NodeJS.Signals =>
  typeof event === 'string' && event in constants.signals;

/** `process.env`: a plain record in the task's state, values turned to strings as Node does. */
function makeEnv(task: Task): object {
  const record = () => task.state.process.env;
  // Who prints a proxy is shown its target: what that prints as is seen by nobody else.
  const target = Object.defineProperty({}, inspect.custom, {
    value: () => ({ ...record() }),
    configurable: true,
  });
  return new Proxy(target, {
    get: (_target, key) =>
      typeof key === 'string' && Object.hasOwn(record(), key)
        ? record()[key]
        : Reflect.get(Object.prototype, key),
    has: (_target, key) =>
      (typeof key === 'string' && Object.hasOwn(record(), key)) || Reflect.has(Object.prototype, key),
    set: (_target, key, value) => {
      if (typeof key === 'symbol' || typeof value === 'symbol')
        throw new TypeError('Cannot convert a Symbol value to a string');
      record()[key] = `${value}`;
      return true;
    },
    defineProperty: (_target, key, { value }) => {
      if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
      record()[key] = `${value}`;
      return true;
    },
    deleteProperty: (_target, key) => {
      if (typeof key === 'string') delete record()[key];
      return true;
    },
    ownKeys: () => Object.keys(record()),
    getOwnPropertyDescriptor: (_target, key) =>
      typeof key === 'string' && Object.hasOwn(record(), key)
        ? { value: record()[key], writable: true, enumerable: true, configurable: true }
        : undefined,
  });
}

export interface Streams {
  stdin: object;
  stdout: object;
  stderr: object;
}

/** The guest's `process`: its home's, as far as a program can see. */
export function makeProcess(
  task: Task,
  streams: Streams,
  warnings: Warnings,
  nextTick: Function,
  starter: Starter,
  builtin: (name: string) => object,
): Record<string, unknown> {
  const { syscalls, shims } = task;
  const { noted } = syscalls;
  const emitter = emitterMethods({
    listeners: (): Listeners => task.state.listeners.process,
    most: mostOf(task, 'process'),
    changed: (_self, event, count) => {
      // A watched signal is an event; without a handler it kills again.
      if (isSignal(event) && count <= 1)
        syscalls.async('process.watchSignal', [event, count > 0], EMPTY, { kind: 'ignored' });
      starter.listenersChanged(event);
    },
  });

  function exit(code?: unknown): never {
    const { process } = task.state;
    const given = exitCodeOf(code);
    if (given !== undefined) process.exitCode = given;
    if (!process.exiting) {
      process.exiting = true;
      emitter.emit.call(guest, 'exit', process.exitCode ?? 0);
    }
    starter.leaving();
    return task.host.end(process.exitCode ?? 0);
  }

  /** What is the whole process's is not for a thread of it to change. */
  function notInThread(name: string): void {
    if (task.state.spec.thread) throw nodeError('ERR_WORKER_UNSUPPORTED_OPERATION', `process.${name}()`);
  }

  function hrtime(previous?: [number, number]): [number, number] {
    const now = task.clock.sinceStartNs();
    if (previous !== undefined) {
      validators.validateArray(previous, 'time');
      if (previous.length !== 2)
        throw nodeError('ERR_OUT_OF_RANGE', 'time', 2, (previous as unknown[]).length);
    }
    if (!previous) return [Number(now / NS_PER_S), Number(now % NS_PER_S)];
    const passed = now - (BigInt(previous[0]) * NS_PER_S + BigInt(previous[1]));
    return [Number(passed / NS_PER_S), Number(passed % NS_PER_S)];
  }
  hrtime.bigint = function bigint(): bigint {
    return task.clock.sinceStartNs();
  };

  const methods = {
    ...emitter,
    exit,
    reallyExit: exit,
    nextTick,
    hrtime,
    cwd: () => task.state.process.cwd,
    chdir: shims.restartable('node:process.chdir', (directory: string) => {
      notInThread('chdir');
      validators.validateString(directory, 'directory');
      task.state.process.cwd = syscalls.sync('process.chdir', [`${directory}`]).value;
    }),
    umask: shims.restartable('node:process.umask', (mask?: number | string) => {
      const before = task.state.process.umask;
      if (mask === undefined) return before;
      if (task.state.spec.thread)
        throw nodeError('ERR_WORKER_UNSUPPORTED_OPERATION', 'Setting process.umask()');
      const next = validators.parseFileMode(mask, 'mask');
      syscalls.sync('process.umask', [next]);
      task.state.process.umask = next;
      return before;
    }),
    kill: shims.restartable('node:process.kill', (pid: number, signal?: string | number) => {
      // biome-ignore lint/suspicious/noDoubleEquals: Node takes digits, too.
      if (pid != (pid | 0)) throw nodeError('ERR_INVALID_ARG_TYPE', 'pid', 'number', pid);
      return syscalls.sync('process.kill', [pid | 0, signal ?? 'SIGTERM']).value;
    }),
    abort: shims.restartable('node:process.abort', () => {
      notInThread('abort');
      syscalls.sync('process.kill', [task.state.spec.pid, 'SIGABRT']);
    }),
    uptime: () => task.clock.sinceStartMs() / 1000,
    memoryUsage: Object.assign(() => noted.value(() => native.memoryUsage()), {
      rss: () => noted.value(() => native.memoryUsage.rss()),
    }),
    cpuUsage(previous?: NodeJS.CpuUsage): NodeJS.CpuUsage {
      // Its own words for what is none.
      native.cpuUsage(previous);
      const { userCPUTime, systemCPUTime } = noted.value(() =>
        task.usage.now(),
      ) as never as NodeJS.ResourceUsage;
      return {
        user: userCPUTime - (previous?.user ?? 0),
        system: systemCPUTime - (previous?.system ?? 0),
      };
    },
    resourceUsage: () => noted.value(() => task.usage.now()),
    getuid: () => task.state.spec.uid,
    geteuid: () => task.state.spec.uid,
    getgid: () => task.state.spec.gid,
    getegid: () => task.state.spec.gid,
    emitWarning: warnings.emitWarning,
  };

  // Node's own modules ask the host's process: `path.resolve` and what is made of it.
  native.cwd = methods.cwd;

  const guest: Record<string, unknown> = {};
  const hidden = Object.create(EventEmitter.prototype, {
    constructor: { value: { process: class {} }.process, writable: true, configurable: true },
  });
  Object.setPrototypeOf(guest, hidden);
  Object.defineProperty(guest, Symbol.toStringTag, { value: 'process', configurable: true });
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(Object.hasOwn(emitter, name) ? hidden : guest, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }

  const env = makeEnv(task);
  const values: Record<string, unknown> = {
    platform: native.platform,
    arch: native.arch,
    version: native.version,
    versions: { ...native.versions },
    release: { ...native.release },
    features: { ...native.features },
    config: { target_defaults: {}, variables: {} },
    // One object for life, filled when the task starts: programs hold it from before.
    argv: [],
    execArgv: [],
    stdin: streams.stdin,
    stdout: streams.stdout,
    stderr: streams.stderr,
    allowedNodeEnvironmentFlags: new Set<string>(),
  };
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(guest, name, { value, writable: true, enumerable: true, configurable: true });

  const live: Record<string, [() => unknown, ((value: never) => void)?]> = {
    argv0: [() => 'node'],
    execPath: [() => task.state.spec.execPath],
    env: [() => env, (value: Record<string, string>) => void (task.state.process.env = value)],
    pid: [() => task.state.spec.pid],
    ppid: [() => task.state.spec.ppid],
    title: [() => task.state.process.title, (value: string) => void (task.state.process.title = `${value}`)],
    exitCode: [
      () => task.state.process.exitCodeText ?? task.state.process.exitCode,
      (value: unknown) => {
        const { process } = task.state;
        process.exitCode = exitCodeOf(value);
        if (typeof value === 'string' && isTextKept) process.exitCodeText = value;
        else delete process.exitCodeText;
      },
    ],
    _exiting: [() => task.state.process.exiting],
  };
  for (const [name, [get, set]] of Object.entries(live)) {
    Object.defineProperty(guest, name, {
      get,
      set: set as ((value: unknown) => void) | undefined,
      enumerable: true,
      configurable: true,
    });
  }

  // Without a channel they are undefined; a program may put its own in their places.
  for (const [name, get] of Object.entries(starter.properties))
    Object.defineProperty(guest, name, {
      get,
      set: (value: unknown) =>
        Object.defineProperty(guest, name, { value, writable: true, enumerable: true, configurable: true }),
      configurable: true,
    });

  // What node has and we do not carry says so when called; the rest of what it has is not there at all.
  for (const [name, value] of Object.entries({
    dlopen: dlopenFor(task),
    ...processMembers(task, streams.stdin, builtin),
  }))
    Object.defineProperty(guest, name, { value, writable: true, enumerable: true, configurable: true });
  return guest;
}
