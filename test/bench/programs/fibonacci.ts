// Calls and nothing else.
const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));

console.log(fibonacci(Number(process.argv[2] ?? 40)));
