// `console`, and a Console of one's own.
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { formatWithOptions, inspect } from 'node:util';
import { run } from '../cases.ts';

type Any = any;
class Kept extends Writable {
  text = '';
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk;
    done();
  }
  take(): string {
    const { text } = this;
    this.text = '';
    return text;
  }
}
const [out, err] = [new Kept(), new Kept()];
const own = new Console({ stdout: out, stderr: err, groupIndentation: 4, inspectOptions: { depth: 0 } });
const both = () => [out.take(), err.take()];
const timed = (text: string) => text.replace(/[\d.:]+(?:ms|s)\b/g, 'TIME');

const names = [
  ...['assert', 'clear', 'count', 'countReset', 'debug', 'dir', 'dirxml', 'error', 'group', 'groupCollapsed', 'groupEnd', 'info'],
  ...['log', 'profile', 'profileEnd', 'table', 'time', 'timeEnd', 'timeLog', 'timeStamp', 'trace', 'warn', 'context', 'createTask', 'Console'],
];
await run({
  'what it has': () => names.filter((name) => typeof (console as Any)[name] !== 'function'),
  'its keys': () => Object.keys(console).sort(),
  'what it is': () => [Object.prototype.toString.call(console), (console as Any)[Symbol.toStringTag], console instanceof Console],
  'Console is': () => [console.Console === Console, Console.name, own instanceof Console],
  'format': () => console.log('%s is %d years and %i, %f, %j, %o, %O, %c%%', 'Bob', 42.5, 42.5, '1.5', { a: 1 }, [1], { b: { c: {} } }, 'css'),
  'format of too few': () => console.log('%s %s', 'one'),
  'format of too many': () => console.log('%s', 'one', 'two', { three: 3 }),
  'format of odd ones': () => console.log('%d %i %f %s %s', 'x', {}, '', Symbol('s'), 10n),
  'no arguments': () => console.log(),
  'values': () => console.log(1, 'two', [3], { four: 4 }, null, undefined, true, Symbol('x'), () => {}, class A {}, new Map([[1, 2]])),
  'info and debug': () => [console.info('info'), console.debug('debug')],
  'dir': () => console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 }),
  'dir of a text': () => console.dir('text'),
  'dirxml': () => console.dirxml({ a: 1 }, [2]),
  'count': () => [console.count(), console.count('x'), console.count(), console.count('x'), console.countReset('x'), console.count('x'), console.count(null as Any)],
  'table of objects': () => console.table([{ a: 1, b: 'x' }, { a: 2, c: true }]),
  'table of arrays': () => console.table([[1, 2], [3, 4]]),
  'table of a map': () => console.table(new Map([['k', 1]])),
  'table of a set': () => console.table(new Set([1, 2])),
  'table of some columns': () => console.table([{ a: 1, b: 2 }], ['b']),
  'table of values': () => console.table([1, 'two', { a: 3 }]),
  'table of no object': () => console.table(5),
  'table of wrong columns': () => console.table([{ a: 1 }], 'a' as Any),
  'groups': () => {
    console.group('outer', 1);
    console.log('in it\nand its second line');
    console.groupCollapsed();
    console.table([{ a: 1 }]);
    console.groupEnd();
    console.log({ long: 'x'.repeat(60), longer: 'y'.repeat(60) });
    console.groupEnd();
    console.groupEnd();
    console.log('out of it');
  },
  'time': () => console.time('t'),
  'bound': () => [1, 2].map(console.log),
  'taken apart': () => {
    const { log } = console;
    log('taken');
  },
  'clear without a terminal': () => console.clear(),
  'profile does nothing': () => [console.profile('x'), console.profileEnd('x'), console.timeStamp('x')],
  'own: log': () => [own.log('a', { deep: { er: 1 } }), both()],
  'own: error and warn': () => [own.error('e'), own.warn('w %d', 1), both()],
  'own: groups': () => [own.group('g'), own.log('in'), own.error('too'), own.groupEnd(), own.log('out'), both()],
  'own: assert': () => [own.assert(true, 'no'), own.assert(false, 'yes %s', 'so'), own.assert(false), own.assert(false, { a: 1 } as Any), both()],
  'own: count': () => [own.count(), own.count(), own.countReset(), own.countReset('none'), own.count(), both()[0]],
  'own: table': () => [own.table([{ a: 1 }]), both()],
  'own: dir': () => [own.dir({ a: { b: 1 } }, { depth: 1 }), both()],
  'own: time': async () => {
    own.time('x');
    await new Promise((done) => setTimeout(done, 5));
    own.timeLog('x', 'more', 1);
    own.timeEnd('x');
    return timed(out.take());
  },
  'own: trace': () => [own.trace('at %s', 'it'), err.take().split('\n')[0]],
  'own: clear': () => [own.clear(), both()],
  'own: of one stream': () => {
    const one = new Console(out);
    one.error('both to one');
    one.log('and this');
    return both();
  },
  'own: no stream': () => new Console({} as Any),
  'own: wrong colour mode': () => new Console({ stdout: out, colorMode: 'pink' as Any }),
  'own: colours': () => [new Console({ stdout: out, colorMode: true }).log({ a: 1, b: 'x' }), both()],
  'own: indentation out of range': () => new Console({ stdout: out, groupIndentation: 2000 }),
  'own: a stream that fails': async () => {
    const broken = new Writable({ write: (_, __, done) => done(new Error('broken')) });
    new Console(broken).log('x');
    await new Promise((done) => setTimeout(done, 5));
    return broken.destroyed;
  },
  'own: a stream that fails, not ignored': async () => {
    const broken = new Writable({ write: (_, __, done) => done(new Error('broken')) });
    const heard = new Promise((done) => broken.on('error', done));
    new Console({ stdout: broken, ignoreErrors: false }).log('x');
    return ((await heard) as Error).message;
  },
  'own: subclass': () => {
    class Loud extends Console {
      shout(text: string): void {
        this.log(text.toUpperCase());
      }
    }
    new Loud(out).shout('hear');
    return both();
  },
  'own: its methods alone': () => {
    const { log } = own;
    log('alone');
    return both();
  },
  'formatWithOptions': () => formatWithOptions({ compact: true, colors: true }, 'See object %O', { foo: 42 }),
  'an object that shows itself': () => console.log({ [inspect.custom]: (depth: number, options: Any) => `mine ${depth} ${options.colors}` }),
  'a getter': () => console.log({ get a() { return 1; }, set a(_) {} }),
  'an error with a cause': () => {
    const error = new Error('outer', { cause: new TypeError('inner') });
    error.stack = 'Error: outer\n    at here';
    (error.cause as Error).stack = 'TypeError: inner\n    at there';
    console.log(error);
  },
  'createTask': () => [(console as Any).createTask('t').run(() => 5), Object.keys((console as Any).createTask('t')).length >= 0],
  'createTask of no name': () => (console as Any).createTask(''),
  'put in its place': () => {
    const { log } = console;
    const seen: unknown[] = [];
    console.log = (...args: unknown[]) => void seen.push(args);
    console.info('still itself');
    console.log('kept');
    console.log = log;
    return seen;
  },
});
