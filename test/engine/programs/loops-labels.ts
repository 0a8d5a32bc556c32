// Labelled break and continue over several levels, labelled blocks.
const seen: string[] = [];
outer: for (let i = 0; i < 6; i++) {
  middle: for (let j = 0; j < 6; j++) {
    for (let k = 0; k < 6; k++) {
      if (k === 4) continue middle;
      if (j === 3) continue outer;
      if (i === 4) break outer;
      if ((i + j + k) % 5 === 0) seen.push(`${i}${j}${k}`);
    }
    seen.push('never');
  }
}
console.log(seen.join(','));
block: {
  for (let i = 0; ; i++) {
    if (i > 7) break block;
  }
}
again: do {
  let i = 0;
  while (true) {
    i++;
    if (i === 3) continue again;
    if (i > 10) break again;
  }
} while (seen.pop() !== '050' && seen.length > 0);
console.log(seen.length);
a: b: for (let i = 0; i < 3; i++) {
  if (i === 1) continue b;
  if (i === 2) break a;
  console.log('twice labelled', i);
}
