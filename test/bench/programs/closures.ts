// Functions that share and change captured variables.
function account(balance: number) {
  let changes = 0;
  const change = (by: number): number => {
    changes++;
    balance = (balance + by) % 1_000_003;
    return balance;
  };
  return {
    deposit: (by: number) => change(by),
    withdraw: (by: number) => change(-by),
    changes: () => changes,
  };
}

const rounds = Number(process.argv[2] ?? 30_000_000);
const accounts = Array.from({ length: 16 }, (_, i) => account(i));
let sum = 0;
for (let i = 0; i < rounds; i++) {
  const one = accounts[i % 16]!;
  sum = (sum + (i % 3 === 0 ? one.withdraw(i % 7) : one.deposit(i % 11))) % 1_000_003;
}
console.log(sum, accounts.map(({ changes }) => changes()).join(' '));
