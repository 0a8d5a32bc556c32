function* range(n: number): Generator<number> {
  for (let i = 0; i < n; i++) yield i;
}
function* mapped<T, U>(source: Iterable<T>, change: (value: T) => U): Generator<U> {
  for (const value of source) yield change(value);
}
function* filtered<T>(source: Iterable<T>, wanted: (value: T) => boolean): Generator<T> {
  for (const value of source) if (wanted(value)) yield value;
}

export function round(): number {
  let sum = 0;
  for (const n of filtered(
    mapped(range(400_000), (x) => x * 3),
    (x) => x % 2 === 0,
  ))
    sum += n & 15;
  return sum;
}
