import { inspect } from 'node:util';

class P {
  x: number;
  y = [1, { z: 2 }];
  constructor(x: number) {
    this.x = x;
  }
}
console.log(new P(3), [
  undefined,
  null,
  -0,
  10n,
  Symbol('s'),
  () => 1,
  new Map([[1, { a: 2 }]]),
  new Set('ab'),
]);
console.table([
  { a: 1, b: 'x' },
  { a: 2, b: 'y' },
]);
console.group('G');
console.log('in\nside');
console.group();
console.info('deep');
console.groupEnd();
console.groupEnd();
console.count();
console.count('x');
console.count();
console.countReset();
console.count();
console.assert(1 > 2, 'no %s', 'way');
console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
console.log(
  '%s is %d years and %i, %f, %j %o %O %%',
  'Bob',
  42.5,
  42.9,
  '1.5',
  { a: 1 },
  [1],
  { b: 2 },
  'extra',
);
console.error(inspect(process.versions.node === process.version.slice(1)));
process.stdout.write('no newline');
process.stdout.write('\n');
const e = new RangeError('range');
console.log(e.message, e instanceof RangeError, e.stack!.split('\n').length > 1);
try {
  (null as unknown as { foo: number }).foo;
} catch (x) {
  console.log((x as Error).message);
}
console.log(
  process.argv.length,
  typeof process.pid,
  process.platform,
  process.cwd() === process.env.PWD,
  process.env.HOME,
);
process.env.FOO = 5 as never;
console.log(process.env.FOO, 'FOO' in process.env, Object.keys(process.env).includes('FOO'));
delete process.env.FOO;
console.log(process.env.FOO);
console.log(
  new Date(0).toISOString(),
  typeof Date(),
  new Date() instanceof Date,
  Date.name,
  Date.length,
  Object.prototype.toString.call(new Date(5)),
  class extends Date {}.name,
);
class D2 extends Date {
  hi() {
    return 'hi';
  }
}
console.log(new D2(2020, 1, 1).hi(), new D2(0).getTime(), new D2() > new Date(0));
console.log(
  typeof performance.now(),
  performance.now() >= 0,
  typeof process.hrtime.bigint(),
  process.hrtime().length,
  process.uptime() > 0,
);
console.log(
  process.memoryUsage().rss > 0,
  globalThis.fetch !== undefined,
  typeof require,
  typeof structuredClone,
  typeof (globalThis as { fs?: unknown }).fs,
);
console.log(Object.prototype.toString.call(process), String(globalThis), process.exitCode);
