// A program that dies of its own error, several calls deep, after output and a loop.
class Late extends Error { override name = 'Late'; }
function deep(n: number): never {
  for (let i = 0; i < 50; i++) if (i === 49 && n === 0) throw new Late('at the bottom');
  return deep(n - 1);
}
console.log('before');
try {
  deep(3);
} catch (error) {
  console.log('once caught', (error as Error).name);
}
deep(5);
