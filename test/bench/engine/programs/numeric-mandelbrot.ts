export function round(): number {
  const size = 220;
  let inside = 0;
  for (let py = 0; py < size; py++) {
    for (let px = 0; px < size; px++) {
      const [cx, cy] = [(px / size) * 3 - 2.1, (py / size) * 2.4 - 1.2];
      let [x, y, n] = [0, 0, 0];
      while (n < 200 && x * x + y * y < 4) {
        const next = x * x - y * y + cx;
        y = 2 * x * y + cy;
        x = next;
        n++;
      }
      if (n === 200) inside++;
    }
  }
  return inside;
}
