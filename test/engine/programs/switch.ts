// Fall through, default in the middle, expressions as cases, lexical scope, nested in loops, continue inside.
function kind(x: unknown): string {
  switch (typeof x) {
    case 'number':
      if (Number.isNaN(x)) return 'nan';
    case 'bigint':
      return 'numeric';
    default:
      return 'other';
    case 'string':
      return 'text';
  }
}
console.log(kind(1), kind(2n), kind('s'), kind(NaN), kind(null));
const log: string[] = [];
const f = (x: number) => {
  log.push(`f${x}`);
  return x;
};
for (let i = 0; i < 7; i++) {
  switch (f(i)) {
    case f(5):
      log.push('five');
      continue;
    case f(1): {
      let scoped = i * 2;
      log.push(`one ${scoped}`);
    }
    case f(2):
      log.push('two or through');
      break;
    default:
      log.push('default');
    case 100:
      log.push('after default');
  }
  log.push('end');
}
console.log(log.join(' '));
switch (3) {
  case 3:
    let hoisted = 'let in switch';
    console.log(hoisted);
    break;
  case 4:
    hoisted = 'x';
}
switch (true) {
  case log.length > 1000: console.log('big'); break;
  case log.length > 10: console.log('medium'); break;
}
let depth = 0;
function nested(n: number): string {
  depth++;
  switch (n) {
    case 0: return 'zero';
    case 1: switch (depth % 2) { case 0: return nested(0) + 'even'; default: return nested(n - 1) + 'odd'; }
    default: return nested(n - 1) + n;
  }
}
console.log(nested(5), depth);
switch (0) {}
switch (f(9)) { default: }
