import { tick } from './support/tick.ts';

/** Functions that are called above their text, and name others that come still later. */
function first(): string {
  const before = outer('ab');
  var between = tick(1);
  function inner(text: string) {
    return innermost(tick(text)) + between;
  }
  function outer(text: string) {
    return inner(text) + 1;
  }
  function innermost(text: string) {
    return text.length * 100;
  }
  function alone() {
    return [inner('abc'), between];
  }
  tick(2);
  return JSON.stringify([before, outer('c'), alone()]);
}
console.log(first());

function parity(n: number): string {
  if (tick(n) > 2) return even(n) ? 'even' : 'odd';
  {
    const limit = tick(0);
    return `${even(n)} ${half(4)}`;
    function half(m: number) {
      return quarter(m) * 2 + limit;
    }
    function quarter(m: number) {
      return tick(m) / 4;
    }
  }
  function even(m: number): boolean {
    return m === 0 || odd(m - 1);
  }
  function odd(m: number): boolean {
    return tick(m) !== 0 && even(m - 1);
  }
}
for (let n = 0; n < 6; n++) console.log(n, parity(n));
