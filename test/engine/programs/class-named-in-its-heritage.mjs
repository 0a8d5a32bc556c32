// Functions in the heritage of a class that name the class: while one is alive the task stays.
const work = (n) => { let t = 0; for (let i = 0; i < n; i++) t += i; return t; };
let probe;
const made = (base) => class C extends (probe = () => C, base) { m() { return C; } };
const X = made(Object);
console.log(work(30), probe() === X, new X().m() === X);
const Y = made(X);
console.log(work(30), probe() === Y, new Y().m() === Y);
probe = null;
console.log(work(30), work(50), new Y().m() === Y);
