import { isBuiltin } from 'node:module';
import { parseEnv } from 'node:util';
import type { Task } from '../task.ts';
import { nodeError } from './errors.ts';
import { pathOf, validators } from './fs/checks.ts';
import { refusing } from './unsupported.ts';

const native = process as unknown as Record<string, unknown>;

/** What would act on the host's process, or needs rights that no task is given. */
const NOT_CARRIED = [
  ...['setuid', 'setgid', 'seteuid', 'setegid', 'setgroups', 'initgroups', 'binding', 'assert'],
  ...['_debugEnd', '_debugProcess', '_fatalException', '_kill', '_linkedBinding', '_rawDebug'],
  ...['_startProfilerIdleNotifier', '_stopProfilerIdleNotifier', '_tickCallback'],
];

/** Members of `process` that this version of Node has, and that are asked for less often. */
export function processMembers(
  task: Task,
  stdin: object,
  builtin: (name: string) => object,
): Record<string, unknown> {
  const { syscalls, shims } = task;
  const state = () => task.state.process;

  const members: Record<string, unknown> = {
    availableMemory: native.availableMemory,
    constrainedMemory: native.constrainedMemory,
    debugPort: native.debugPort,
    domain: null,
    moduleLoadList: [],
    report: {
      writeReport: refusing('process.report.writeReport'),
      getReport: refusing('process.report.getReport'),
    },
    sourceMapsEnabled: false,
    _preload_modules: [],
    _getActiveHandles: () => [],
    _getActiveRequests: () => [],
    getActiveResourcesInfo(): string[] {
      const { stdin, timers, immediates } = task.state;
      const input =
        stdin.reading && stdin.wanted ? [task.state.spec.stdin.isTTY ? 'TTYWrap' : 'PipeWrap'] : [];
      return [
        ...input,
        ...[...timers.byId.values()].filter(({ active, ref }) => active && ref).map(() => 'Timeout'),
        ...immediates.filter(({ active, ref }) => active && ref).map(() => 'Immediate'),
      ];
    },
    getBuiltinModule(id: unknown): object | undefined {
      validators.validateString(id, 'id');
      return isBuiltin(id as string) ? builtin(id as string) : undefined;
    },
    hasUncaughtExceptionCaptureCallback: () => state().capture !== undefined,
    setUncaughtExceptionCaptureCallback(fn: unknown): void {
      if (fn === null) {
        delete state().capture;
        return;
      }
      if (typeof fn !== 'function') throw nodeError('ERR_INVALID_ARG_TYPE', 'fn', ['Function', 'null'], fn);
      if (state().capture) throw nodeError('ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET');
      state().capture = fn;
    },
    loadEnvFile: shims.restartable('node:process.loadEnvFile', (path: unknown = '.env') => {
      const { tail } = syscalls.sync('fs.readFile', [pathOf(path), 'r']);
      const { env } = state();
      for (const [name, value] of Object.entries(parseEnv(Buffer.from(tail).toString())))
        if (!Object.hasOwn(env, name)) env[name] = value as string;
    }),
    getgroups: shims.restartable(
      'node:process.getgroups',
      () => syscalls.sync('process.getgroups', []).value,
    ),
    openStdin() {
      (stdin as { resume(): void }).resume();
      return stdin;
    },
    setSourceMapsEnabled: (isOn: unknown) => validators.validateBoolean(isOn, 'val'),
    ...Object.fromEntries(NOT_CARRIED.map((name) => [name, refusing(`process.${name}`)])),
  };
  return Object.fromEntries(Object.entries(members).filter(([name]) => name in native));
}

/** As `process.exit` and `process.exitCode` take one. @throws Node's own words */
export function exitCodeOf(code: unknown): number | undefined {
  if (code === undefined || code === null) return undefined;
  const isNumeric = typeof code === 'string' && code !== '' && !Number.isNaN(Number(code));
  const number = isNumeric ? Number(code) : code;
  validators.validateInteger(number, 'code');
  return number as number;
}
