// One binding per iteration of let, one for var; closures that change it; captured in the update part.
const fs: Array<() => number> = [];
for (let i = 0; i < 3; i++) {
  fs.push(() => i++);
}
console.log(fs.map((f) => f()).join(), fs.map((f) => f()).join());
var gs: Array<() => number> = [];
for (var j = 0; j < 3; j++) gs.push(() => j);
console.log(gs.map((g) => g()).join());
const hs: Array<() => string> = [];
for (let a = 0, b = 10; a < 3; a++, b--) {
  const c = a * b;
  hs.push(() => `${a} ${b} ${c}`);
  a += 0;
}
console.log(hs.map((h) => h()).join('; '));
const pushed: Array<() => number> = [];
for (let i = 0, push = () => pushed.push(() => i); i < 3; push(), i++);
console.log(pushed.map((f) => f()).join());
const ks: Array<() => number> = [];
for (let i = 0; ks.push(() => i), i < 2; i++);
console.log(ks.map((f) => f()).join());
const ofs: Array<() => string> = [];
for (let x of ['p', 'q']) {
  ofs.push(() => x);
  x += '!';
}
for (const key in { m: 1, n: 2 }) ofs.push(() => key);
console.log(ofs.map((f) => f()).join());
let w = 0;
const ws: Array<() => number> = [];
while (w < 3) {
  let inner = w * w;
  ws.push(() => ++inner);
  w++;
}
console.log(ws.map((f) => f() + f()).join());
