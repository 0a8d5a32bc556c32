// Uses files of node 2 below the directory that is its argument, says so, and waits for its input to end.
import fs from 'node:fs';

const dir = `/mfs/2${process.argv[2]}`;
fs.writeFileSync(`${dir}/used`, Buffer.alloc(5_000, 1));
let bytes = 0;
for (let i = 0; i < 10; i++) bytes += fs.readFileSync(`${dir}/used`).length;
console.log('used', bytes);
process.stdin.resume();
