// return() of an iterator is called at break, return, throw, continue outer and by destructuring; not at the end.
const log: string[] = [];
function numbers(name: string, limit = 5) {
  let n = 0;
  return {
    [Symbol.iterator]() {
      return this;
    },
    next() {
      log.push(`${name}.next`);
      return n < limit ? { done: false, value: n++ } : { done: true, value: undefined };
    },
    return(value?: unknown) {
      log.push(`${name}.return`);
      return { done: true, value };
    },
  };
}
for (const n of numbers('a')) if (n === 1) break;
function early() {
  for (const n of numbers('b')) if (n === 2) return n;
  return -1;
}
console.log(early());
try {
  for (const n of numbers('c')) if (n === 1) throw new Error('out');
} catch (error) {
  log.push((error as Error).message);
}
outer: for (let i = 0; i < 2; i++) {
  for (const n of numbers(`d${i}`)) if (n === 1) continue outer;
}
for (const n of numbers('e', 2)) log.push(`${n}`);
const [first, second] = numbers('f');
const [x, ...rest] = numbers('g', 3);
const [p, q, r] = numbers('h', 1);
console.log(first, second, x, rest.join(), p, q, r);
let target: unknown;
try {
  [target = (() => { throw new Error('default'); })()] = {
    [Symbol.iterator]: () => ({
      next: () => ({ done: false, value: undefined }),
      return: () => {
        log.push('closed');
        return {};
      },
    }),
  } as never;
} catch (error) {
  log.push((error as Error).message);
}
try {
  for (const n of { [Symbol.iterator]: () => ({ next() { throw new Error('next throws'); }, return() { log.push('not closed'); return {}; } }) } as Iterable<number>) log.push(`${n}`);
} catch (error) {
  log.push((error as Error).message);
}
try {
  for (const n of { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return() { throw new Error('return throws'); } }) } as Iterable<number>) {
    if (n) break;
  }
} catch (error) {
  log.push((error as Error).message);
}
try {
  for (const n of { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return() { throw new Error('hidden'); } }) } as Iterable<number>) {
    throw new Error(`body wins ${n}`);
  }
} catch (error) {
  log.push((error as Error).message);
}
console.log(log.join('\n'));
