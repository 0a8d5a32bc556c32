// process.exit in the middle: finally does not run, exit handlers do, the code counts.
process.on('exit', (code) => console.log('handler', code));
function leave(n: number): void {
  try {
    for (let i = 0; ; i++) if (i > 100) process.exit(n);
  } finally {
    console.log('not printed');
  }
}
console.log('leaving');
leave(3);
console.log('nor this');
