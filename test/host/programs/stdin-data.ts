let n = 0,
  sum = 0,
  rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (c: string) => {
  n += c.length;
  const lines = (rest + c).split('\n');
  rest = lines.pop()!;
  for (const l of lines) sum += Number(l);
});
process.stdin.on('end', () => console.log('end', n, sum, JSON.stringify(rest)));
process.stdin.on('close', () => console.log('close'));
