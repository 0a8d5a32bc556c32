// Throwing any value, nested catches, rethrow, optional binding, destructured binding, shadowing.
function risky(n: number): number {
  if (n % 3 === 0) throw new Error(`three ${n}`);
  if (n % 3 === 1) throw { code: n, detail: ['x', n] };
  return n;
}
let ok = 0;
for (let i = 0; i < 9; i++) {
  try {
    ok += risky(i);
  } catch (error) {
    console.log(error instanceof Error ? error.message : JSON.stringify(error));
  }
}
console.log(ok);
try {
  throw 'text';
} catch {
  console.log('no binding');
}
try {
  throw { a: 1, b: [2, 3] };
} catch ({ a, b: [x, y], c = 'default' }: any) {
  console.log(a, x, y, c);
}
const error = 'outer';
try {
  try {
    throw new TypeError('inner');
  } catch (error) {
    console.log((error as Error).name);
    throw new RangeError('again', { cause: error });
  }
} catch (error) {
  console.log((error as Error).message, ((error as Error).cause as Error).message);
}
console.log(error);
for (const value of [undefined, null, 0, '', NaN, Symbol.for('s'), 5n]) {
  try {
    throw value;
  } catch (caught) {
    console.log(String(caught), caught === value || Number.isNaN(value));
  }
}
class MyError extends Error {
  override name = 'MyError';
  extra: number;
  constructor(message: string, extra: number) {
    super(message);
    this.extra = extra;
  }
}
try {
  throw new MyError('mine', 42);
} catch (e) {
  console.log(`${e}`, e instanceof MyError, e instanceof Error, (e as MyError).extra);
}
