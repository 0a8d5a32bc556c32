// Keeps so many MB for so many ms, of which one page in a hundred changes all the time; in one array, or in so many of them.
const pageElements = 512;
const megabytes = Number(process.argv[2] ?? 500);
const endMs = Date.now() + Number(process.argv[3] ?? 5_000);
const count = Number(process.argv[4] ?? 1);
const length = Math.floor((megabytes * 125_000) / count);
const arrays = Array.from({ length: count }, () => new Float64Array(length).fill(0.5));
const pages = Math.floor((length * count) / pageElements);
let rounds = 0;
do {
  for (let page = 0; page < pages; page += 100) {
    const element = page * pageElements;
    arrays[Math.floor(element / length)]![element % length]! += 1;
  }
  rounds++;
} while (Date.now() < endMs);
let sum = 0;
for (const array of arrays) for (let i = 0; i < array.length; i++) sum += array[i]!;
const expected = length * count * 0.5 + rounds * Math.ceil(pages / 100);
console.log(sum === expected ? 'right' : `${sum}, not ${expected}`);
