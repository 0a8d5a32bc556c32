// bind, call, apply, partial application, this in strict code, functions as objects, callbacks with this.
'use strict';
function who(this: any, ...xs: unknown[]) { let s = ''; for (const x of xs) s += x; return `${this === undefined ? 'undefined' : (this?.name ?? this)}:${s}`; }
const a = { name: 'a', who };
const b = { name: 'b' };
const bound = who.bind(b, 1, 2);
console.log(who(1), a.who(1), (0, a.who)(1), who.call(b, 1), who.apply(b, [1, 2]), bound(3), bound.call(a, 4), who.call(5 as never), who.call(null));
console.log(bound.name, bound.length, who.bind(a).bind(b)(), new ((function (this: any, x: number) { this.x = x; } as any).bind(null, 7))().x);
const list: Array<() => unknown> = [];
for (let i = 0; i < 4; i++) list.push(who.bind({ name: i }, i * i));
console.log(list.map((f) => f()).join());
const partial = <T extends unknown[]>(f: (...args: any[]) => unknown, ...first: T) => (...rest: unknown[]) => f(...first, ...rest);
console.log(partial(Math.max, 5, 1)(3, 9), partial(String.prototype.concat.call.bind(String.prototype.concat) as never, 'x', 'y')('z'));
const counter: any = () => ++counter.n;
counter.n = 0;
for (let i = 0; i < 5; i++) counter();
console.log(counter.n, Function.prototype.call.call(who, 'c', 'd'), [1, 2].map(String.prototype.padStart.call.bind(String.prototype.padStart, '7') as never).join());
class T { name = 't'; arrow = () => this.name; method() { return this?.name; } }
const { arrow, method } = new T();
console.log(arrow(), method.call({ name: 'given' } as never), (() => { try { return method(); } catch (e) { return (e as Error).constructor.name; } })());
console.log([3, 1, 2].sort(Function.prototype.call.bind(function (this: number, y: number) { return this - y; } as never) as never).join());
const slice = Function.prototype.call.bind(Array.prototype.slice) as any;
console.log(slice([1, 2, 3], 1).join(), Reflect.apply(who, b, ['r']), typeof Function.prototype);
const toLog = console.log;
toLog('detached console.log');
