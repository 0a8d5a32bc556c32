// What `process` has, by name and type, and what its functions say of wrong arguments.
import { EventEmitter } from 'node:events';
import { run } from '../cases.ts';

process.chdir(process.argv[2]!);

type Any = any;
const it = process as Any;
/** Node's emitter has these, and `fork` others where there is no channel. */
const OTHERS = new Set(['_events', '_eventsCount', '_maxListeners', 'channel', 'connected', 'disconnect', 'send']);
const typeOf = (name: string): string => (it[name] === null ? 'null' : typeof it[name]);

const names = [
  ...['abort', 'allowedNodeEnvironmentFlags', 'arch', 'argv', 'argv0', 'availableMemory', 'config', 'chdir'],
  ...['constrainedMemory', 'cpuUsage', 'cwd', 'debugPort', 'dlopen', 'domain', 'emitWarning', 'env', 'execArgv'],
  ...['execPath', 'exit', 'exitCode', 'features', 'getActiveResourcesInfo', 'getBuiltinModule', 'getegid', 'geteuid'],
  ...['getgid', 'getgroups', 'getuid', 'hasUncaughtExceptionCaptureCallback', 'hrtime', 'initgroups', 'kill'],
  ...['loadEnvFile', 'memoryUsage', 'moduleLoadList', 'nextTick', 'openStdin', 'pid', 'platform', 'ppid', 'reallyExit'],
  ...['release', 'report', 'resourceUsage', 'setUncaughtExceptionCaptureCallback', 'setegid', 'seteuid', 'setgid'],
  ...['setgroups', 'setuid', 'setSourceMapsEnabled', 'stderr', 'stdin', 'stdout', 'title', 'umask', 'uptime', 'version', 'versions'],
];
const cases: Record<string, () => unknown> = {};
const caseOf = (name: string) => () => typeOf(name);
for (const name of names) cases[name] = caseOf(name);

await run({
  ...cases,
  'nothing is missing': () => names.filter((name) => !(name in process)),
  enumerable: () => {
    const keys = new Set(Object.keys(process));
    return names.filter((name) => !keys.has(name) && !OTHERS.has(name));
  },
  'is an emitter': () => [process instanceof EventEmitter, Object.prototype.toString.call(process)],
  'of its user': () => [process.getuid!(), process.geteuid!(), process.getgid!(), process.getegid!()],
  platform: () => [process.platform, process.arch, process.version, process.versions.node, process.release.name],
  argv: () => [process.argv.length, process.argv0.split('/').pop(), process.execPath, process.execArgv],
  cwd: () => process.cwd() === process.argv[2],
  'chdir to nowhere': () => {
    try {
      process.chdir('nowhere');
    } catch (error) {
      const { code, errno, syscall, path, dest } = error as Any;
      return [code, errno, syscall, path !== undefined, dest];
    }
  },
  'chdir of no path': () => process.chdir(1 as Any),
  umask: () => [process.umask(0o27), process.umask(), process.umask('22'), process.umask()],
  'umask of no mask': () => process.umask('xyz'),
  'umask of another type': () => process.umask({} as Any),
  'hrtime of no array': () => process.hrtime(1 as Any),
  'hrtime of another length': () => process.hrtime([1] as Any),
  hrtime: () => {
    const [before, big] = [process.hrtime(), process.hrtime.bigint()];
    return [process.hrtime(before).length, process.hrtime(before)[0] >= 0, process.hrtime.bigint() > big];
  },
  uptime: () => process.uptime() > 0,
  memory: () => [Object.keys(process.memoryUsage()).sort(), process.memoryUsage.rss() > 0],
  cpu: () => [Object.keys(process.cpuUsage()), process.cpuUsage().user > 0],
  'cpu of no usage': () => process.cpuUsage(1 as Any),
  resources: () => Object.keys(process.resourceUsage()).length,
  'kill of no process': () => process.kill('x' as Any),
  'kill with no signal': () => process.kill(process.pid, 'SIGNONE'),
  'kill with 0': () => process.kill(process.pid, 0),
  'exitCode of text': () => {
    process.exitCode = '3' as Any;
    return process.exitCode;
  },
  'exitCode of a fraction': () => {
    process.exitCode = 1.5;
  },
  'exitCode of a truth': () => {
    process.exitCode = true as Any;
  },
  'exitCode of nothing': () => {
    process.exitCode = undefined;
    return process.exitCode;
  },
  'exit with a truth': () => process.exit(true as Any),
  title: () => {
    process.title = 'other';
    return process.title;
  },
  env: () => {
    const { env } = process;
    env.A = 1 as Any;
    const seen = [env.A, 'A' in env, Object.keys(env).includes('A'), delete env.A, env.A, env.hasOwnProperty('A')];
    return [...seen, JSON.stringify({ ...env }).length > 2];
  },
  'env of a symbol': () => {
    process.env.A = Symbol('a') as Any;
  },
  'capture of no function': () => process.setUncaughtExceptionCaptureCallback(1 as Any),
  capture: async () => {
    const seen: unknown[] = [process.hasUncaughtExceptionCaptureCallback()];
    process.setUncaughtExceptionCaptureCallback((error) => seen.push(error.message));
    try {
      process.setUncaughtExceptionCaptureCallback(() => {});
    } catch (error) {
      seen.push((error as Any).code);
    }
    seen.push(process.hasUncaughtExceptionCaptureCallback());
    setTimeout(() => {
      throw new Error('captured');
    }, 1);
    await new Promise((done) => setTimeout(done, 20));
    process.setUncaughtExceptionCaptureCallback(null);
    return seen;
  },
  'uncaughtException and its monitor': async () => {
    const seen: unknown[] = [];
    const told = (error: Error, origin: string) => seen.push(['told', error.message, origin]);
    const heard = (error: Error, origin: string) => seen.push(['heard', error.message, origin]);
    process.on('uncaughtExceptionMonitor', told).on('uncaughtException', heard);
    setTimeout(() => {
      throw new Error('thrown');
    }, 1);
    await new Promise((done) => setTimeout(done, 20));
    process.off('uncaughtExceptionMonitor', told).off('uncaughtException', heard);
    return seen;
  },
  'unhandledRejection, handled later': async () => {
    const seen: unknown[] = [];
    const told = (reason: unknown) => seen.push(['rejected', reason]);
    const handled = () => seen.push(['handled']);
    process.on('unhandledRejection', told).on('rejectionHandled', handled);
    const late = Promise.reject('late');
    await new Promise((done) => setTimeout(done, 5));
    late.catch(() => {});
    await new Promise((done) => setTimeout(done, 5));
    process.off('unhandledRejection', told).off('rejectionHandled', handled);
    return seen;
  },
  warning: async () => {
    const heard = new Promise<Any>((done) => process.once('warning', done));
    process.emitWarning('careful', { type: 'Odd', code: 'ODD1', detail: 'more' });
    const { name, message, code, detail } = await heard;
    return [name, message, code, detail];
  },
  'newListener and removeListener': () => {
    const seen: unknown[] = [];
    const [added, removed, listener] = [(event: string) => seen.push(`+${event}`), (event: string) => seen.push(`-${event}`), () => {}];
    process.on('newListener', added).on('removeListener', removed);
    process.once('x' as Any, listener);
    const raw = process.rawListeners('x').map((each: Any) => each.listener === listener);
    process.off('x', listener);
    process.removeListener('newListener', added).removeListener('removeListener', removed);
    return [seen, raw, process.listenerCount('x')];
  },
  'getBuiltinModule': () => [typeof it.getBuiltinModule('node:path').join, it.getBuiltinModule('none')],
  'getBuiltinModule of no name': () => it.getBuiltinModule(1),
  'loadEnvFile of nothing': () => it.loadEnvFile('none.env'),
  'setSourceMapsEnabled of no truth': () => it.setSourceMapsEnabled(1),
  'report refused or not': () => typeof it.report.getReport,
});
