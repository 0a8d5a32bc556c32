// A variable captured three levels down, written from there, while loops go on above.
function outer(n: number) {
  let total = 0;
  const history: string[] = [];
  function middle(k: number) {
    let local = k;
    const inner = (by: number) => {
      local += by;
      total += local;
      history.push(`${k}/${by}/${local}/${total}`);
      if (by < 2) inner(by + 1);
      return () => (local *= 2);
    };
    return [inner, () => local] as const;
  }
  const doubles: Array<() => number> = [];
  for (let i = 0; i < n; i++) {
    const [inner, read] = middle(i);
    doubles.push(inner(0));
    history.push(`read ${read()}`);
  }
  return { total: () => total, history, doubles };
}
const { total, history, doubles } = outer(4);
console.log(total(), history.join(' '));
console.log(doubles.map((d) => d()).join(), doubles.map((d) => d()).join());
const fix = <A, R>(f: (self: (a: A) => R) => (a: A) => R): ((a: A) => R) => {
  const self: (a: A) => R = (a) => f(self)(a);
  return self;
};
console.log(fix<number, number>((fib) => (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2)))(10));
