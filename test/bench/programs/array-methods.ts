// Callbacks of array methods, a new closure for each.
interface Sale {
  shop: number;
  amount: number;
}

const rounds = Number(process.argv[2] ?? 900);
const sales: Sale[] = Array.from({ length: 20_000 }, (_, i) => ({ shop: i % 37, amount: (i * 7919) % 1009 }));
let total = 0;
for (let round = 0; round < rounds; round++) {
  const floor = round % 500;
  const large = sales
    .filter(({ amount }) => amount > floor)
    .map(({ shop, amount }) => ({ shop, amount: amount - floor }));
  const byShop = large.reduce<number[]>((sums, { shop, amount }) => {
    sums[shop] = (sums[shop] ?? 0) + amount;
    return sums;
  }, []);
  if (byShop.some((sum) => sum > 0)) {
    byShop.forEach((sum, shop) => {
      total += sum % (shop + 1);
    });
  }
}
console.log(total);
