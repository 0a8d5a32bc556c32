const parts: Buffer[] = [];
process.stdin.on('readable', () => {
  let c: Buffer | null;
  while ((c = process.stdin.read()) !== null) parts.push(c);
});
process.stdin.on('end', () => console.log(Buffer.concat(parts).length));
