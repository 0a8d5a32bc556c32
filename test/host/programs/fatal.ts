class Deep {
  static fail(n: number): never {
    if (n === 0) throw new RangeError('at the bottom');
    return Deep.fail(n - 1);
  }
}
console.log('before');
process.on('exit', (code) => console.log('exit', code));
setTimeout(() => console.log('not reached'), 0);
Deep.fail(2);
