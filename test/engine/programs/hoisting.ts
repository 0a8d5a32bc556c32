// var and function hoisting in functions and blocks, functions used before their text, mutual module functions.
console.log(typeof early, early(2), typeof later);
var later = 5;
function early(n: number): number { return n ? n + helper(n - 1) : 0; }
function helper(n: number): number { return n * early(n); }
console.log(later, helper(3));
function vars() {
  const before = [typeof a, typeof b, typeof inner];
  if (before.length > 5) { var a = 1; }
  for (var b = 0; b < 3; b++) { var c = b * 2; }
  try { throw 1; } catch { var d = 'in catch'; }
  function inner() { return b; }
  return [before.join(), a, b, c, d, inner()].join('|');
}
console.log(vars());
function twice() { return same(); function same() { return 1; } function other() { return 2; } }
console.log(twice());
function redeclared(x: any) { var x: any; const first = x; var x: any = 'second'; return `${first} ${x}`; }
console.log(redeclared('first'));
const order: string[] = [];
{ order.push(typeof inBlock); function inBlock() { return 'b'; } order.push(inBlock()); }
for (let i = 0; i < 3; i++) { order.push(local()); function local() { return `l${i}`; } }
console.log(order.join());
var counter = 0;
function bump() { counter++; return counter < 5 ? bump() : counter; }
console.log(bump());
export function exported() { return helperOfExported; }
var helperOfExported = 'exported var';
console.log(exported());
const fns = { a, b };
function a(): string { return 'a' + typeof fns; }
function b(): string { return a() + 'b'; }
console.log(fns.b());
