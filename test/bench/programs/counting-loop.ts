// One long loop with hardly anything in it: the price of a safe point on a back edge.
const rounds = Number(process.argv[2] ?? 900_000_000);
let bits = 1;
for (let i = 0; i < rounds; i++) bits = (Math.imul(bits, 5) + (i & 7)) | 0;
console.log(bits);
