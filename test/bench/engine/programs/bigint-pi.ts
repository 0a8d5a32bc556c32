function digits(wanted: number): string {
  let [q, r, t, k, n, l] = [1n, 0n, 1n, 1n, 3n, 3n];
  let text = '';
  while (text.length < wanted) {
    if (4n * q + r - t < n * t) {
      text += n;
      [q, r, n] = [10n * q, 10n * (r - n * t), (10n * (3n * q + r)) / t - 10n * n];
    } else {
      [r, n] = [(2n * q + r) * l, (q * (7n * k + 2n) + r * l) / (t * l)];
      [q, t, l, k] = [q * k, t * l, l + 2n, k + 1n];
    }
  }
  return text;
}

export const round = (): number => digits(500).length;
