const Decimal = require('decimal.js');
const bigInt = require('big-integer');
const BN = require('bn.js');

Decimal.set({ precision: 60 });
let sum = new Decimal(0);
for (let i = 0; i < 40; i++) sum = sum.plus(new Decimal(1).div(Decimal.pow(16, i).times(8 * i + 1)));
console.log(sum.toString(), new Decimal(2).sqrt().toString());
console.log(bigInt(2).pow(200).toString(), bigInt('123456789012345678901').isPrime());
console.log(new BN('fedcba987654321', 16).pow(new BN(7)).mod(new BN(1000007)).toString());
