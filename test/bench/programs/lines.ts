// So many lines on standard output; the time on standard error, in ms.
const count = Number(process.argv[2]);
const startedMs = performance.now();
for (let i = 0; i < count; i++) console.log('line', i);
console.error(performance.now() - startedMs);
