let s = '';
process.stdin.setEncoding('utf8');
for await (const c of process.stdin) s += c;
console.log(s.length, s.slice(-3));
