// Own properties, cause, AggregateError, names, messages kept over time, toString, stack's first line.
class HttpError extends Error {
  static of(status: number) { return new this(`status ${status}`, status); }
  constructor(message: string, readonly status: number, options?: ErrorOptions) { super(message, options); this.name = new.target.name; }
  get retry() { return this.status >= 500; }
}
const errors: Error[] = [];
for (let i = 0; i < 4; i++) {
  try {
    if (i === 3) throw new AggregateError([...errors], 'many');
    throw i % 2 ? HttpError.of(400 + i * 100) : new TypeError(`t${i}`, { cause: errors.at(-1) });
  } catch (e) {
    errors.push(e as Error);
  }
}
for (const e of errors) console.log(`${e}`, e instanceof HttpError && e.retry, (e.cause as Error)?.message, e.stack!.split('\n')[0]);
console.log((errors[3] as AggregateError).errors.length, Object.keys(errors[1]!).join());
const odd = Object.assign(new Error('odd'), { code: 'EODD', detail: { deep: [1, 2] } });
console.log(JSON.stringify(odd), odd.code, Object.prototype.toString.call(odd));
const e2 = new Error();
e2.message = 'later';
for (let i = 0; i < 50; i++) e2.message += i % 10;
console.log(String(e2).length, Error('without new') instanceof Error, new Error('a', { cause: 0 }).cause);
console.log(typeof new Error('x').stack);
