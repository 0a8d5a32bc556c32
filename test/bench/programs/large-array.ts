// Keeps a typed array of so many MB busy for so many ms: bulk state to move.
const megabytes = Number(process.argv[2] ?? 200);
const data = new Uint8Array(megabytes * 1_000_000).fill(7);
const endMs = Date.now() + Number(process.argv[3] ?? 5_000);
let sum = 0;
for (let i = 0; Date.now() < endMs; i = (i + 4_097) % data.length) sum = (sum + data[i]!) % 1_000_003;
console.log(data.length, sum > 0);
